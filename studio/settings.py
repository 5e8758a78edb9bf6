"""Settings of the site, all read from the environment; docs/reference/settings.md lists every variable.

`superstep serve` sets the addresses of its embedded servers and the secret key. A production deployment sets
SUPERSTEP_PRODUCTION=1, which demands a real secret key and host names and turns on everything that TLS allows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio import env

BASE_DIR = Path(__file__).resolve().parent
# Templates and static files lie beside the packages in a checkout, and inside `studio` once installed.
SITE_DIR = BASE_DIR.parent if (BASE_DIR.parent / "templates").is_dir() else BASE_DIR

IS_PRODUCTION = env.read_bool("SUPERSTEP_PRODUCTION", default=False)
HAS_TLS = env.read_bool("SUPERSTEP_TLS", default=IS_PRODUCTION)

DEBUG = env.read_bool("DJANGO_DEBUG", default=False)
_DEVELOPMENT_KEY = "development-only-key-of-a-server-nobody-else-reaches"
SECRET_KEY = env.read_text("SECRET_KEY", None if IS_PRODUCTION else _DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS", () if IS_PRODUCTION else ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.read_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "studio.web",
    "studio.teams",
    "studio.graphs",
    "studio.breakpoints",
    "studio.runs",
    "studio.traces",
    "studio.checkpoints",
    "studio.approvals",
]

MIDDLEWARE = [
    "studio.web.middleware.ConnectionsGivenBack",
    "django.middleware.security.SecurityMiddleware",
    "studio.web.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "studio.web.middleware.SecurityHeaders",
    "studio.web.middleware.ErrorPages",
]

ROOT_URLCONF = "studio.urls"
ASGI_APPLICATION = "studio.asgi.application"
CSRF_FAILURE_VIEW = "studio.web.views.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.web.context.chrome",
                "studio.approvals.context.navigation",
            ],
        },
    },
]

# People
AUTH_USER_MODEL = "teams.User"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# What is kept where
DATABASE_URL_DEFAULT = "postgresql://postgres@127.0.0.1:5432/superstep"
DATABASES: dict[str, dict[str, Any]] = {"default": env.read_database("DATABASE_URL", DATABASE_URL_DEFAULT)}
# Each request has a thread of its own under ASGI, so the process keeps the connections and lends them.
DATABASE_POOL_SIZE = env.read_int("DATABASE_POOL_SIZE", 20)
if DATABASE_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": max(DATABASE_POOL_SIZE, 2),  # a run reads and writes on two
        "timeout": 10.0,
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.read_text("REDIS_URL", "redis://127.0.0.1:6379/0")
# Celery spells a Unix socket in its own way.
CELERY_BROKER_URL = env.read_text(
    "CELERY_BROKER_URL", REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
)
# A worker that says nothing for this long has lost its runs; the sweeper gives them to another.
LEASE_S = env.read_int("LEASE_S", 10, least=2)
DESCRIBE_TIME_LIMIT_S = env.read_int("DESCRIBE_TIME_LIMIT_S", 30, least=1)
# What the web process asks a worker is answered within this time, or the page says that nobody answered.
ASK_TIME_LIMIT_S = env.read_int("ASK_TIME_LIMIT_S", 10, least=1)
# One attempt may take this long; 0 sets no limit.
RUN_TIME_LIMIT_S = env.read_int("RUN_TIME_LIMIT_S", 0)
# A run that lost its worker this often in a row ends as an error instead of taking down one more.
MOST_LOST_WORKERS = env.read_int("MOST_LOST_WORKERS", 3, least=1)
PROJECT_ROOT = env.read_text("SUPERSTEP_PROJECT", "")

# The web process needs no channel layer: live news travels over studio.live, not over group_send.
CHANNEL_LAYERS: dict[str, Any] = {}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# Static files: hashed names in production, plain names while developing
STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE_DIR / "static"]
# Only our own folder: what other packages bring along is not served.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATIC_ROOT = env.read_text("STATIC_ROOT", str(BASE_DIR.parent / "var" / "static"))
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = not IS_PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "studio.web.static.HashedFiles"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Safety
DATA_UPLOAD_MAX_MEMORY_SIZE = env.read_int("MAX_BODY_BYTES", 10 * 1024 * 1024)
SESSION_COOKIE_NAME = "superstep_session"
CSRF_COOKIE_NAME = "superstep_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HAS_TLS
SECURE_SSL_REDIRECT = HAS_TLS
SECURE_HSTS_SECONDS = env.read_int("HSTS_S", 31_536_000) if HAS_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HAS_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.read_bool("SUPERSTEP_BEHIND_PROXY", default=False):
    # Only a proxy that overwrites this header may stand in front.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "studio.web.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.read_text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Its lines repeat request paths, and a one-time sign-in link is a secret in a path.
        "django.channels.server": {"level": "WARNING"},
        "daphne.http_protocol": {"level": "WARNING"},
        "daphne.ws_protocol": {"level": "WARNING"},
        # It tells of every connection it lends.
        "psycopg.pool": {"level": "WARNING"},
    },
}
