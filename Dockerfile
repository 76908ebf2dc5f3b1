# Two stages: libraries are installed from the hashed lock, then copied.
FROM python:3.13-slim AS libraries
WORKDIR /srv
COPY requirements.txt .
RUN python -m venv /srv/.venv \
 && /srv/.venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --home-dir /srv portal && install -d -o portal /srv/var /srv/var/media /srv/var/private
WORKDIR /srv
COPY --from=libraries /srv/.venv .venv
COPY . .
ENV PATH=/srv/.venv/bin:$PATH PYTHONUNBUFFERED=1 BIND=0.0.0.0:8000
# Static files do not depend on secrets: the demo's values serve for collecting.
RUN DEMO=1 DATABASE_URL=postgresql:/// python manage.py collectstatic --noinput
USER portal
VOLUME /srv/var/media /srv/var/private
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
# The worker is the same image: python manage.py procrastinate worker --concurrency=3
CMD ["gunicorn", "--config", "python:tregks.gunicorn", "tregks.wsgi"]
