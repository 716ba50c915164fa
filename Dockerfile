# One image for every service: docker-compose.yml gives each its command. It runs as an ordinary user and writes
# nowhere but /tmp.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/app.txt requirements/voice.txt requirements/build.txt requirements/
# `--build-arg EXTRA=voice` brings the extra `voice`: voice notes as text.
ARG EXTRA=
# What builds packages stays in this stage.
RUN python -m venv /tools && /tools/bin/pip install --require-hashes -r requirements/build.txt \
    && /tools/bin/pip wheel --require-hashes --no-build-isolation -r requirements/app.txt -w /wheels \
    && if [ -n "$EXTRA" ]; then \
        /tools/bin/pip wheel --require-hashes --no-build-isolation -r "requirements/$EXTRA.txt" -w /wheels; fi \
    && python -m venv /venv && /venv/bin/pip install --no-index --no-deps /wheels/*.whl
COPY pyproject.toml README.md LICENSE ./
COPY services services
# Installed in place: the code runs from /app/services, where an operator may mount a services/init_data.json.
RUN /tools/bin/python -m hatchling build -t wheel:editable -d /dist && /venv/bin/pip install --no-deps /dist/*.whl \
    && /venv/bin/python -m compileall -q services

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 agent && useradd --uid 10001 --gid agent --no-create-home --home-dir /tmp agent
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
USER 10001:10001
CMD ["sales-agent", "--help"]
