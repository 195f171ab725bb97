"""How pages come: the browser, the download handlers, what is recognised as a block or as missing."""
