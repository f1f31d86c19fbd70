"""Replies: threaded, sent once however often they are asked for, sent later when the mail server is away; and a customer who
writes again finds the conversation where it was."""

from __future__ import annotations

import unittest
import uuid

from tests.flow.flow import Flow
from tests.lab.desk_client import Json
from tests.lab.mail import CENTRE, is_threaded


class WithAna(Flow):
    """Ana is at her page and available."""

    def setUp(self) -> None:
        self.ana = self.page("ana")
        self.ana.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})

    def reply(self, interaction: str, text: str, request_id: str = "") -> Json:
        return self.ana.ask(request_id=request_id, sendReply={"interactionId": interaction, "text": text})


class Replies(WithAna):
    def test_reply_asked_for_three_times_is_sent_once(self) -> None:
        question = self.mail(1, "Urgente: una sola respuesta", "¿Cuándo llega?")
        interaction = self.take(self.ana, "Urgente: una sola respuesta")
        request = str(uuid.uuid4())
        answers = [self.reply(interaction, "Mañana.", request) for _ in range(3)]
        accepted = {answer["replyAccepted"]["messageId"] for answer in answers}
        self.assertEqual(len(accepted), 1, answers)
        answer = self.mailbox(1).wait_for_answer(question)
        self.assertEqual(str(answer["Message-ID"]).strip(), accepted.pop())
        self.finish(self.ana, interaction)
        self.scene.until_settled()
        self.assertEqual(len(self.mailbox(1).received()), 1)
        self.assertIn("Mañana.", answer.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        self.assertEqual(str(answer["From"].addresses[0].addr_spec), CENTRE)

    def test_mail_server_away_delays_the_reply_and_loses_nothing(self) -> None:
        question = self.mail(2, "Urgente: con el servidor caído")
        interaction = self.take(self.ana, "Urgente: con el servidor caído")
        self.lab.postfix.stop()
        self.assertIn("replyAccepted", self.reply(interaction, "Llegará."))
        self.scene.until("the reply to be deferred", lambda: self.scene.daemons.mcan.count(
            "select count(*) from outgoing where state = 'deferred'"), 30)
        self.lab.postfix.start()
        self.mailbox(2).wait_for_answer(question, 60)
        self.finish(self.ana, interaction)
        self.scene.until_settled(30)
        self.assertEqual(len(self.mailbox(2).received()), 1)

    def test_customer_who_writes_again_finds_the_conversation(self) -> None:
        first = self.mail(3, "Urgente: dos veces", "Primera pregunta")
        interaction = self.take(self.ana, "Urgente: dos veces")
        self.reply(interaction, "Primera respuesta")
        answer = self.mailbox(3).wait_for_answer(first)
        self.finish(self.ana, interaction)
        customer = self.mailbox(3)
        second = customer.compose("Re: Urgente: dos veces", "Segunda pregunta", CENTRE, answers=answer)
        customer.send(second)
        again = self.take(self.ana, "Re: Urgente: dos veces")
        self.assertNotEqual(again, interaction)
        thread = self.ana.ask(getThread={"interactionId": again})["thread"]
        self.assertEqual([bool(message.get("incoming")) for message in thread["messages"]], [True, False, True])
        self.reply(again, "Segunda respuesta")
        last = self.mailbox(3).wait_for_answer(second)
        self.assertTrue(is_threaded(last, second))
        self.assertEqual(str(last["References"]).split()[0], str(first["Message-ID"]).strip())
        self.finish(self.ana, again)
        self.scene.until_settled()

    def test_reply_to_somebody_elses_mail_is_refused(self) -> None:
        self.mail(4, "Urgente: de Ana")
        interaction = self.take(self.ana, "Urgente: de Ana")
        luis = self.page("luis")
        refused = luis.ask(sendReply={"interactionId": interaction, "text": "¿Yo?"})
        self.assertEqual((refused["code"], refused["reason"]), ("ANSWER_REFUSED", "not_yours"))
        self.finish(self.ana, interaction)
        self.scene.until_settled()
        self.assertEqual(self.mailbox(4).received(), [])


class RefusedReplies(WithAna):
    def test_reply_the_server_refuses_is_work_again_with_its_words(self) -> None:
        customer = self.mailbox(5)
        mail = customer.compose("Urgente: rechazada", "¿Me contestan?", CENTRE)
        mail["Reply-To"] = "nadie@cliente.test"
        customer.send(mail)
        interaction = self.take(self.ana, "Urgente: rechazada")
        self.reply(interaction, "Esta es mi respuesta.")
        self.finish(self.ana, interaction, seen=0)  # the refusal may come before or after, the page has not shown it
        again = self.take(self.ana, "Urgente: rechazada")
        self.assertNotEqual(again, interaction)
        thread = self.ana.ask(getThread={"interactionId": again})["thread"]
        refused = thread["messages"][-1]
        self.assertEqual(refused["status"], "REPLY_FAILED")
        self.assertIn("Esta es mi respuesta.", refused["text"])
        self.assertRegex(refused["statusDetail"], "550.*nadie@cliente.test.*User unknown")
        self.assertEqual(self.item_by_id(again)["preferred_agent"], "ana")
        self.ana.ask(sendReply={"interactionId": again, "text": "Esta es mi respuesta.", "to": [{"address": customer.address}]})
        customer.wait_for_answer(mail)
        self.finish(self.ana, again)
        self.scene.until("everything but the refused reply to settle", lambda: self.scene.daemons.mcan.count(
            "select count(*) from interaction where state not in ('ended', 'discarded')") == 0)
        self.assertEqual(len(customer.answers_to(mail)), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
