"""The broker: Debian's mosquitto with config/mosquitto, a password and a list of topics for each daemon."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Sequence

from .errors import LabError
from .server import CONFIG, Server, own
from .template import fill_file

# MQTT 3.1.1 CONNECT of user antesala_lab follows; a CONNACK with return code 0 means: up, and it knows the passwords.
_CONNACK_OK = b"\x20\x02\x00\x00"


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
        user, password = b"antesala_lab", self.place.passwords["broker"]["antesala_lab"].encode()
        body = b"\x00\x04MQTT\x04\xc2\x00\x05" + _text(b"lab-readiness") + _text(user) + _text(password)
        try:
            with socket.create_connection(("127.0.0.1", self.place.ports["broker"]), timeout=1) as connection:
                connection.sendall(bytes([0x10, len(body)]) + body)
                answer = connection.recv(4)
        except OSError:
            return False
        if answer != _CONNACK_OK:
            raise LabError(f"the broker on port {self.place.ports['broker']} refused user antesala_lab: is it another's broker?")
        return True


def _text(value: bytes) -> bytes:
    return len(value).to_bytes(2, "big") + value
