# One image for web, worker, beat and the migrate job; docker-compose.yml says which is which.
FROM python:3.13-slim-trixie AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
COPY requirements.lock ./
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --no-deps --require-hashes --requirement requirements.lock
COPY . .
# Compiled catalogues and hashed, compressed static files are part of the image. The settings want
# to be told their secrets; none of these reaches the image or is ever connected to.
RUN export SECRET_KEY=build DATABASE_URL=postgres://build REDIS_URL=redis://build STATIC_ROOT=/static \
    && /venv/bin/python -m alignment.catalogue compile \
    && /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m compileall -q /app

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin mithaq
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/static
USER 10001
EXPOSE 8000
CMD ["gunicorn", "alignment.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--preload", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
