"""Result and Mail: what authors may write, and what is refused in their own line."""

from __future__ import annotations

import unittest

from antesala import Mail, Result


class Results(unittest.TestCase):
    """Constructors and additions."""

    def test_additions_keep_what_was_there(self) -> None:
        result = Result.to_queue("quejas", 60, ["a"], {"ingles": 5}, "why").tag("b").reply("hola")
        self.assertEqual((result.queue, result.priority, result.tags), ("quejas", 60, ("a", "b")))
        self.assertEqual((dict(result.skills), result.answer, result.because), ({"ingles": 5}, "hola", "why"))

    def test_keep_has_no_queue(self) -> None:
        self.assertEqual((Result.keep().mine, Result.keep().queue), (True, ""))
        self.assertFalse(Result.not_mine().mine)
        self.assertTrue(Result.close().closed)

    def test_refusals(self) -> None:
        for name, wrong in {
            "priority too high": lambda: Result.to_queue("q", 86401),
            "priority no number": lambda: Result.to_queue("q", "9"),  # type: ignore[arg-type]
            "priority a truth value": lambda: Result.to_queue("q", True),
            "no queue": lambda: Result.to_queue(""),
            "tags one text": lambda: Result.to_queue("q", tags="abc"),
            "a tag no text": lambda: Result.to_queue("q", tags=[1]),  # type: ignore[list-item]
            "skill beyond 10": lambda: Result.to_queue("q", skills={"x": 11}),
            "tag on not_mine": lambda: Result.not_mine().tag("a"),
            "reply too long": lambda: Result.keep().reply("x" * 70000),
            "because too long": lambda: Result.keep("x" * 501),
        }.items():
            with self.subTest(name), self.assertRaises(ValueError):
                wrong()

    def test_headers_by_name(self) -> None:
        mail = Mail(subject="s", sender="a@b", headers=(("X-Spam", "yes"), ("x-spam", "no")))
        self.assertEqual(mail.header("x-SPAM"), "yes")
        self.assertEqual(mail.header("To"), "")


if __name__ == "__main__":
    unittest.main()
