"""The broker: Debian's mosquitto with config/mosquitto, a password and a list of topics for each daemon."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from .errors import LabError
from .mqtt import MqttClient
from .server import CONFIG, Server, own
from .template import fill_file


class Mosquitto(Server):
    """mosquitto on loopback, without persistence."""

    name = "mosquitto"
    port_names = ("broker",)

    def configure(self) -> None:
        own(self.folder, "mosquitto")
        values = {"mosquitto_dir": self.folder, "broker_port": self.place.ports["broker"]}
        for file in ("mosquitto.conf", "acl"):
            fill_file(CONFIG / "mosquitto" / file, self.folder / file, values)
        passwords = self.folder / "passwords"
        lines = (f"{user}:{password}" for user, password in self.place.passwords["broker"].items())
        passwords.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(["mosquitto_passwd", "-U", str(passwords)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise LabError(f"mosquitto_passwd refused {passwords}: {done.stderr.strip()}")
        for file in (self.folder / "acl", passwords):
            shutil.chown(file, "mosquitto")
            file.chmod(0o600)

    def command(self) -> Sequence[str]:
        return ["/usr/sbin/mosquitto", "-c", str(self.folder / "mosquitto.conf")]

    def is_ready(self) -> bool:
        """It accepts the lab's user; LabError when it refuses it, as a stranger's broker would."""
        try:
            self.client("antesala_lab").close()
        except (OSError, EOFError):
            return False
        return True

    def client(self, user: str) -> MqttClient:
        """A connection as one of the broker's users."""
        return MqttClient(self.place.ports["broker"], user, self.place.passwords["broker"][user])
