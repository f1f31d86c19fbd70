"""The lab: real servers (Asterisk, Dovecot, Postfix, mosquitto, PostgreSQL) and SIP phones on loopback, for tests and the demo."""
