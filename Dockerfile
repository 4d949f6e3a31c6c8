# One image for every Airflow process of the standing service; see docker-compose.yml.
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /opt/junheng
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir uv
COPY requirements.txt requirements-service.txt ./
RUN VIRTUAL_ENV=/opt/venv /opt/venv/bin/uv pip install --no-cache --compile-bytecode \
    -r requirements.txt -r requirements-service.txt
COPY pyproject.toml LICENSE ./
COPY tasks tasks
RUN VIRTUAL_ENV=/opt/venv /opt/venv/bin/uv pip install --no-cache --no-deps -e .

FROM python:3.11.14-slim-bookworm
# LibreOffice lays out reports once, so that the page numbers of their contents are right.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libreoffice-writer poppler-utils fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 50000 --create-home --home-dir /opt/airflow airflow
COPY --from=build /opt/venv /opt/venv
WORKDIR /opt/junheng
COPY --from=build /opt/junheng/pyproject.toml /opt/junheng/LICENSE ./
COPY tasks tasks
COPY dags dags
COPY expectations expectations
COPY templates templates
COPY data/demo data/demo
COPY deploy deploy
RUN install -d -o airflow -g airflow /srv/junheng/intake /srv/junheng/lake \
    /srv/junheng/outbox /opt/airflow/logs
ENV PATH=/opt/venv/bin:$PATH \
    AIRFLOW_HOME=/opt/airflow \
    PYTHONUNBUFFERED=1 \
    GX_ANALYTICS_ENABLED=False
USER airflow
ENTRYPOINT ["airflow"]
