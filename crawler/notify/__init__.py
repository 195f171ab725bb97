"""The notifier: what needs a person reaches one, by mail, Telegram, ntfy, a webhook or whatever Apprise knows."""
