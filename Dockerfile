# ratchet as a service: the locked packages in a virtual environment of their own, and a user who is not root.
FROM python:3.11-slim-bookworm

RUN pip install --no-cache-dir "uv>=0.9,<1" && useradd --create-home ratchet
WORKDIR /app
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_NO_DEV=1 PATH="/app/.venv/bin:$PATH"

# Installed in place, so that `docker compose watch` can put changed files where they are read.
COPY pyproject.toml uv.lock ./
COPY packages packages
RUN uv sync --locked --extra charts --extra mcp && chown -R ratchet /app

USER ratchet
EXPOSE 5001
ENTRYPOINT ["ratchet"]
CMD ["serve"]
