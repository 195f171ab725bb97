"""Bytes to article: text, title, dates, names; and the processes in which it is done."""
