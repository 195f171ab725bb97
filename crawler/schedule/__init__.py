"""The units of systemd, and crontab's lines, that make the nights happen."""
