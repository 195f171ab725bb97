"""The night of several machines: one job an outlet, in a queue that lies in the archive's PostgreSQL database.

Procrastinate (https://procrastinate.readthedocs.io) keeps the queue. ``planning`` fills it, ``worker`` empties it with
one child process a job (``job``), and ``tending`` sees to what dead workers leave and closes the night.
"""
