"""Personal data of accounts, people, organisations, groups and mail, and of the libraries
that serve them."""

from django.utils.translation import gettext_lazy as _

from network.inventory import PersonalData

CONTRACT = _("Nutzungsvertrag: Art. 6 Abs. 1 Buchst. b DSGVO")
INTEREST = _("sicherer Betrieb: Art. 6 Abs. 1 Buchst. f DSGVO")
DUTY = _("gesetzliche Pflicht: Art. 6 Abs. 1 Buchst. c DSGVO")
CONSENT = _("Ihre Einwilligung: Art. 6 Abs. 1 Buchst. a DSGVO")
WITH_ACCOUNT = _("bis Sie es ändern oder Ihr Konto löschen")
NAMELESS = _("Ihr Name, bis Sie Ihr Konto löschen; der Beitrag bleibt ohne Namen")

ACCOUNT = _("Ihr Konto")
NETWORK = _("Im Netzwerk")
GROUPS = _("In Arbeitsgruppen")
CONTACT = _("Kontakt und Moderation")
OPERATION = _("Betrieb")

PERSONAL_DATA = [
    PersonalData(
        area=ACCOUNT,
        what=_("Konto: Name, E-Mail-Adresse, Passwort (verschlüsselt), Rollen"),
        purpose=_("Sie anmelden und Ihnen schreiben"),
        basis=CONTRACT,
        kept=_(
            "bis Sie Ihr Konto löschen; unbestätigt 30 Tage. Nach 24 Monaten ohne "
            "Anmeldung fragen wir nach und löschen 60 Tage später."
        ),
        fields=(
            "network.user.email",
            "account.emailaddress.user",
            "account.emailaddress.email",
            "wagtailusers.userprofile.user",
        ),
        secret=("network.user.password",),
    ),
    PersonalData(
        area=ACCOUNT,
        what=_("Passkeys und zweiter Faktor (verschlüsselt)"),
        purpose=_("Ihr Konto schützen"),
        basis=CONTRACT,
        kept=WITH_ACCOUNT,
        fields=("mfa.authenticator.user", "wagtailcore.apitoken.user"),
        secret=(
            "mfa.authenticator.data",
            "wagtailcore.apitoken.key_hash",
            "wagtailcore.apitoken.prefix",
        ),
    ),
    PersonalData(
        area=ACCOUNT,
        what=_("Sitzung: Cookie, Browser, IP-Adresse, Zeit"),
        purpose=_("Sie angemeldet halten und fremde Anmeldungen erkennen"),
        basis=_("Art. 6 Abs. 1 Buchst. b DSGVO, § 25 Abs. 2 TDDDG"),
        kept=_("bis zur Abmeldung, höchstens 14 Tage nach dem letzten Besuch"),
        fields=("usersessions.usersession.user", "usersessions.usersession.ip"),
        secret=(
            "usersessions.usersession.session_key",
            "usersessions.usersession.data",
        ),
    ),
    PersonalData(
        area=ACCOUNT,
        what=_("Zähler gegen Missbrauch: IP-Adresse, Prüfsumme der E-Mail-Adresse"),
        purpose=_("Formulare und Anmeldung vor Robotern schützen"),
        basis=INTEREST,
        kept=_("höchstens einen Tag"),
    ),
    PersonalData(
        area=NETWORK,
        what=_("Profil: Vorstellung, Akteursgruppe, Handlungsfelder, Zugehörigkeiten"),
        purpose=_("sich im Netzwerk finden; wer Sie sieht, bestimmen Sie"),
        basis=CONTRACT,
        kept=WITH_ACCOUNT,
        fields=("network.profile.user", "network.affiliation.person"),
        handled=("network.affiliation.granted_by",),
    ),
    PersonalData(
        area=NETWORK,
        what=_("Einträge unter „Biete / Suche“"),
        purpose=_("Angebote und Gesuche zusammenbringen"),
        basis=CONTRACT,
        kept=_("90 Tage nach Ablauf, oder bis Sie Ihr Konto löschen"),
        fields=("network.notice.author",),
    ),
    PersonalData(
        area=NETWORK,
        what=_("Wer wem über das Portal geschrieben hat (nie der Text)"),
        purpose=_("antworten, ohne Adressen zu kennen"),
        basis=CONTRACT,
        kept=_("180 Tage"),
        fields=("network.message.sender", "network.message.recipient"),
    ),
    PersonalData(
        area=NETWORK,
        what=_("Vorschläge für Organisationen"),
        purpose=_("das Verzeichnis gemeinsam aufbauen"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=("network.organisation.proposed_by",),
    ),
    PersonalData(
        area=GROUPS,
        what=_("Mitgliedschaft in Arbeitsgruppen, Aufgaben, Kalenderadresse"),
        purpose=_("zusammenarbeiten"),
        basis=CONTRACT,
        kept=_("bis Sie die Gruppe verlassen oder Ihr Konto löschen"),
        fields=(
            "network.groupmembership.person",
            "network.feedtoken.person",
            "network.task.assignee",
        ),
        handled=("network.workinggroup.members",),
        secret=("network.feedtoken.secret",),
    ),
    PersonalData(
        area=GROUPS,
        what=_("Beiträge, Kommentare, Dokumente und Protokolle in Arbeitsgruppen"),
        purpose=_("zusammenarbeiten"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=(
            "network.post.author",
            "network.postcomment.author",
            "network.groupdocument.author",
            "network.meeting.author",
            "network.task.author",
            "network.decision.author",
        ),
    ),
    PersonalData(
        area=GROUPS,
        what=_("Benachrichtigungen"),
        purpose=_("Sie auf dem Laufenden halten, so oft Sie es wünschen"),
        basis=CONTRACT,
        kept=WITH_ACCOUNT,
        fields=(
            "network.event.actor",
            "network.notification.person",
            "network.mailchoice.person",
            "network.mutedgroup.person",
        ),
        mentions=("network.event.title", "network.event.text"),
    ),
    PersonalData(
        area=CONTACT,
        what=_("E-Mails an Sie: Adresse, Betreff, Inhalt bis zum Versand"),
        purpose=_("Ihnen schreiben"),
        basis=_("wie der Anlass der E-Mail"),
        kept=_("7 Tage nach dem Versand; was niemand annimmt, 90 Tage"),
        fields=("network.outgoingmail.recipient",),
        # Mail that waits may hold a code.
        secret=(
            "network.outgoingmail.text",
            "network.outgoingmail.html",
            "network.outgoingmail.subject",
        ),
        mentions=(
            "network.outgoingmail.subject",
            "network.outgoingmail.text",
            "network.outgoingmail.html",
            "network.outgoingmail.error",
        ),
    ),
    PersonalData(
        area=CONTACT,
        what=_("Anliegen: Nachricht, Name und E-Mail-Adresse"),
        purpose=_("Ihnen antworten"),
        basis=_("Art. 6 Abs. 1 Buchst. e und f DSGVO; bei Barrieren Buchst. c"),
        kept=_(
            "ein Jahr nach Abschluss; löschen Sie Ihr Konto, nur bis sie beantwortet sind"
        ),
        fields=(
            "network.inquiry.email",
            "network.inquirynote.author",
            "network.inquiryreply.author",
        ),
        handled=("network.inquiry.assignee",),
    ),
    PersonalData(
        area=CONTACT,
        what=_("Meldungen von Texten, und was die Moderation entschied"),
        purpose=_("die Regeln für das Miteinander durchsetzen"),
        basis=_("Art. 6 Abs. 1 Buchst. c und f DSGVO"),
        kept=_("ein Jahr nach der Entscheidung; Ihr Name, bis Sie Ihr Konto löschen"),
        fields=("network.moderationcase.author", "network.report.reporter"),
        mentions=(
            "network.moderationcase.title",
            "network.moderationcase.hidden_reason",
        ),
    ),
    PersonalData(
        area=OPERATION,
        what=_("Dateien, die das Portal für Sie vorbereitet"),
        purpose=_("Ihnen Tabellen, PDF und Ihre Daten geben"),
        basis=CONTRACT,
        kept=_("24 Stunden"),
        fields=("network.download.owner",),
        secret=("network.download.content",),
    ),
    PersonalData(
        area=OPERATION,
        what=_("Serverprotokoll: Zeit, Seite und Ergebnis, ohne IP-Adresse und Namen"),
        purpose=_("Fehler finden"),
        basis=INTEREST,
        kept=_("wie der Betreiber es einstellt, höchstens 30 Tage"),
    ),
    PersonalData(
        area=OPERATION,
        what=_("Sicherungskopien von allem"),
        purpose=_("nach einem Ausfall nichts verlieren"),
        basis=_("Art. 32 DSGVO"),
        kept=_("wie der Betreiber es einstellt, höchstens 35 Tage"),
    ),
]
