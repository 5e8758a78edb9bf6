"""What no page and no journal shows: values of the environment whose names say that they are secret."""

from __future__ import annotations

import os
import re

SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASS|CREDENTIAL", re.IGNORECASE)
# Shorter ones are words that occur by themselves.
LEAST_CHARACTERS = 8


def hide(text: str) -> str:
    """Return the text with each secret value of this process's environment replaced by its name.

    >>> os.environ.update(MAIL_TOKEN="abc-123-def")
    >>> hide("401 for abc-123-def")
    '401 for <MAIL_TOKEN>'
    """
    for name, value in os.environ.items():
        if len(value) >= LEAST_CHARACTERS and value in text and SECRET_NAME.search(name):
            text = text.replace(value, f"<{name}>")
    return text
