"""The architecture that somebody's assistant was told about once, and remembers in full."""

from __future__ import annotations

from memtui.adapters.local.demo.words import lines

TITLES = (
    "# System architecture of {repo}",
    "Project context ({repo}, branch {branch})",
    "User described the architecture of {repo} as follows:",
    "## {repo}: how it works",
)
_DIAGRAM = """\
```
client -> gateway -> app -> postgres
                     \\-> redis -> workers -> object store
```"""
SECTIONS = (
    *lines("""
- Gateway: nginx terminates TLS, forwards /api to the app servers on port 8080 and serves /static from
 disk. Rate limit 20 r/s per address, burst 40.
- App servers: three stateless containers behind the gateway, 2 GB each, health check on /healthz every 10
 s, restarted after three failures.
- Database: PostgreSQL 16 primary with one streaming replica; nightly base backup at 02:30, WAL archived
 every five minutes, restore tested on the first Monday of the month.
- Queue: Redis streams `jobs:high` and `jobs:low`, consumer group `workers`, at least once delivery, dead
 letters after five attempts.
- Workers: eight processes, one per core; each takes at most 50 messages and acknowledges after commit.
- Search: OpenSearch with two shards, index rebuilt from the database in about 40 minutes, alias switched
 at the end.
- Auth: OIDC against the company directory, sessions in Redis for 12 hours, service accounts use signed
 tokens that expire after 15 minutes.
- Cache: 512 MB LRU in front of the catalogue, invalidated by events `item.updated` and `item.deleted`.
- Files: uploads go to an object store under `tenant/<id>/<sha256>`, virus scan is asynchronous,
 thumbnails in three sizes.
- Logging: JSON lines to stdout, collected by Vector, kept 30 days; personal data is masked at the source.
- Metrics: Prometheus scrapes every 15 s; alerts for error rate > 1 %, p99 > 800 ms, queue depth > 10,000.
- Deploys: merge to main builds an image, staging gets it at once, production after a manual approval;
 rollback is the previous tag.
- Configuration: environment variables only; defaults in `config/default.toml`; secrets are mounted as
 files.
- Frontend: React 19 with Vite, code split by route, talks to /api/v2 only; the old /api/v1 is frozen
 until the partners have moved.
- Data model: `account` 1-n `project` 1-n `item`; `item` has soft deletes (`deleted_at`); events are
 append only.
- Migrations: expand, backfill, contract; never rename in place; long backfills run in batches of 5,000.
- Known problems: the export endpoint times out above 100,000 rows; the cron container has no leader
 election.
- Conventions: handlers are thin, services hold the rules, repositories hold SQL; no ORM sessions in
 handlers.
- Directory layout: `api/` routes, `core/` rules, `db/` queries, `jobs/` workers, `web/` frontend, `ops/`
 playbooks.
- Local development: `make up` starts everything in containers, `make seed` loads 500 items, tests need no
 network.
"""),
    _DIAGRAM,
)
