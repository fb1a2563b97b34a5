"""An address for monitors: /healthz, and /metrics in the text format of Prometheus, by the server that the webhook needs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any

import tornado.httpserver
import tornado.web
from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.config import BotError
from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.notices import count_by_state
from bot.notifications.notice import State
from bot.running.vitals import PATIENCE_SECONDS, SIGNS, Phase, Vitals

# The first label of a count → the metric, what it says, and the names of the other labels.
_COUNTS = {
    "answer": ("fengong_answers", "Replies to questions.", ["kind", "lang"]),
    "request": ("fengong_telegram_requests", "Requests to Telegram by method and outcome.", ["method", "outcome"]),
    "update": ("fengong_updates", "Updates received, by kind.", ["kind"]),
    "fault": ("fengong_faults", "Failures of what the bot depends on.", ["of"]),
}
# Why a process does not serve, where nothing has failed.
_NOT_SERVING = {
    Phase.STARTING: "Telegram has not said yet who the bot is",
    Phase.ENDING: "the process was told to end, or cannot go on: its log says which",
}


class _Signs(Collector):
    """The vital signs as metrics, read when they are asked for."""

    def __init__(self, vitals: Vitals, queues: Mapping[State, int]) -> None:
        self._vitals = vitals
        self._queues = queues

    def collect(self) -> Iterator[Metric]:
        """Every metric of ours."""
        for name, (metric, about, labels) in _COUNTS.items():
            counter = CounterMetricFamily(metric, about, labels=labels)
            for key, value in sorted(self._vitals.counts.items()):
                if key[0] == name:
                    counter.add_metric(key[1:], value)
            yield counter
        worked = GaugeMetricFamily("fengong_last_success_timestamp_seconds", "When it last worked.", labels=["of"])
        failing = GaugeMetricFamily("fengong_failing_seconds", "How long it has failed; 0: it works.", labels=["of"])
        for of, sign in sorted(self._vitals.signs.items()):
            if sign.worked_at is not None:
                worked.add_metric([of], sign.worked_at.timestamp())
            failing.add_metric([of], self._vitals.failing(of))
        notices = GaugeMetricFamily("fengong_notices", "Notices in the outbox by state.", labels=["state"])
        for state in State:
            notices.add_metric([state], self._queues.get(state, 0))
        yield from (worked, failing, notices)
        yield GaugeMetricFamily(
            "fengong_encoder_queue", "Questions that wait for the encoder or are with it.", self._vitals.encoding
        )


class Monitor:
    """Serves the vital signs on the bot's own loop, so that an answer says that the loop runs."""

    def __init__(self, vitals: Vitals, database: Database, listen: tuple[str, int]) -> None:
        self._vitals = vitals
        self._database = database
        self._queues: dict[State, int] = {}
        self._registry = CollectorRegistry()
        self._registry.register(_Signs(vitals, self._queues))
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        pages = [(r"/healthz", _Health, {"monitor": self}), (r"/metrics", _Metrics, {"monitor": self})]
        application = tornado.web.Application(pages, log_function=lambda handler: None)
        # A small body is read whole: closing with some of it unread would take the refusal with it.
        self._server = tornado.httpserver.HTTPServer(application, max_body_size=4096, max_header_size=16_384)
        self._listen = listen

    def start(self) -> None:
        """Listens; BotError where the address cannot be had."""
        host, port = self._listen
        try:
            self._server.listen(port, host)
        except OSError as error:
            raise BotError(
                f"HEALTH_LISTEN={host}:{port} cannot be listened on ({error.strerror}): choose another port"
            ) from error

    def stop(self) -> None:
        """Listens no more."""
        self._server.stop()

    async def look(self) -> bool:
        """Reads the lengths of the queues; whether the database answers."""
        try:
            async with self._database.transaction() as transaction:
                counts = await count_by_state(transaction)
        except DatabaseFault:
            return False
        self._queues.clear()
        self._queues.update(counts)
        return True

    def health(self) -> dict[str, Any]:
        """What /healthz says: whether the process serves yet or still, `failing` where something has failed for two minutes."""
        state = {
            name: {
                "failing_seconds": round(self._vitals.failing(name), 1),
                "last_success": sign.worked_at.isoformat(timespec="seconds") if sign.worked_at else None,
                **({"reason": sign.reason} if sign.reason else {}),
            }
            for name in SIGNS
            if (sign := self._vitals.signs.get(name)) is not None
        }
        phase = self._vitals.phase
        if phase in _NOT_SERVING:
            return {"status": phase.value, "reason": _NOT_SERVING[phase], **state}
        failing = any(self._vitals.failing(name) > PATIENCE_SECONDS for name in state)
        return {"status": "failing" if failing else "ok", **state}

    def end(self) -> None:
        """The process ends, with what is under way."""
        self._vitals.phase = Phase.ENDING

    def metrics(self) -> bytes:
        """What /metrics says."""
        return generate_latest(self._registry)


class _Page(tornado.web.RequestHandler):
    def initialize(self, monitor: Monitor) -> None:
        self.monitor = monitor

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")


class _Health(_Page):
    async def get(self) -> None:
        try:
            await self.monitor.look()
        except asyncio.CancelledError:
            # The framework would say 500, as of a fault of this page.
            self.monitor.end()
            self._say()
            raise
        self._say()

    def _say(self) -> None:
        found = self.monitor.health()
        self.set_status(200 if found["status"] == "ok" else 503)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(found))


class _Metrics(_Page):
    async def get(self) -> None:
        await self.monitor.look()
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(self.monitor.metrics())
