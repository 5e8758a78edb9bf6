"""`python -m studio.local.prepare ROOT`: make the database ready for this project; print a fresh sign-in token.

Runs in a process of its own beside the starting web process. When no migration is pending nothing is migrated, which a
start without news notices in a few milliseconds.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from studio.celery import app


def main(root: str) -> None:
    """Migrate where needed, make the first owner and project, and ask a worker to describe the project's graphs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    django.setup()
    from studio.teams.first_start import prepare_first_start  # noqa: PLC0415 - reason: models exist only after setup()

    migrate_where_pending()
    token = prepare_first_start(root, Path(root).name)
    app.send_task("ask.describe_project", args=[root], queue="ask")
    sys.stdout.write(f"{token}\n")


def migrate_where_pending() -> bool:
    """Apply pending migrations; return whether there were any."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


if __name__ == "__main__":
    main(sys.argv[1])
