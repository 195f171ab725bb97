"""Archive and database kept in agreement: recovery, verification, backup, transfer."""
