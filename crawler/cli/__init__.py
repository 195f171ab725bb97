"""The ground of the commands: exit codes, terminal, progress, logs, filters."""
