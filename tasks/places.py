"""Where everything lies in the lake: one folder for each stage, written by that stage alone."""

from __future__ import annotations

from dataclasses import dataclass

from upath import UPath


@dataclass(frozen=True)
class Places:
    """The paths of the lake below its root, on disk or in object storage; nobody else joins any."""

    root: UPath

    def received(self, key: str) -> UPath:
        """Return the folder with the original bytes of a submission and how it arrived."""
        return self.root / f"received/{key}"

    def staged(self, key: str, recipe: str) -> UPath:
        """Return the folder with the typed tables of a submission."""
        return self.root / f"staged/{key}/{recipe}"

    def checked(self, key: str, basis: str) -> UPath:
        """Return the file that says what the check of a submission found."""
        return self.root / f"checked/{key}/{basis}.json"

    def replied(self, key: str, basis: str) -> UPath:
        """Return the file that says that the receipt of a check has been handed out."""
        return self.root / f"replied/{key}/{basis}.json"

    def explained(self, key: str) -> UPath:
        """Return the folder with the explanations that files of a submission brought.

        `key` may also be the beginning of one, such as `edition/county`.
        """
        return self.root / "explained" / key

    def season_mark(self, year: str, folder: str) -> UPath:
        """Return the note that says which season an intake folder of a year was opened for."""
        return self.root / "seasons" / f"{year}-{folder}.json"

    def ledger(self, year: str, folder: str) -> UPath:
        """Return the folder with what is known of every file seen in an intake folder.

        A file may be named after a pupil, so it lies with what was received.
        """
        return self.root / "received" / "ledger" / f"{year}-{folder}"

    def handed_out(self, season: str) -> UPath:
        """Return the folder with what is known of every receipt handed out in a season."""
        return self.root / "received" / "handed_out" / season

    def refused(self, season: str, sha256: str) -> UPath:
        """Return where the bytes of a file are kept that became no submission."""
        return self.root / "refused" / season / sha256

    def restoration(self, season: str, number: int) -> UPath:
        """Return the note that says which earlier attempt of a season counts again, and why."""
        return self.root / "restored" / season / f"{number:04}.json"

    def compared(self, season: str, number: int) -> UPath:
        """Return the note on what shows only over all schools of a county together."""
        return self.root / "compared" / season / f"{number:04}.json"

    def purge_plan(self, season: str, number: int) -> UPath:
        """Return the note on what a purge of a season was going to remove."""
        return self.root / "purged" / season / f"{number:04}.plan.json"

    def purge_proof(self, season: str, number: int) -> UPath:
        """Return the note on what a purge removed, and that it was looked for afterwards."""
        return self.root / "purged" / season / f"{number:04}.proof.json"

    def findings(self, key: str, also: str = "") -> UPath:
        """Return the folder with facts and judgements of one evaluation of a county.

        `also` names a regime that the county is seen by beside the one that decides.
        """
        folder = self.root / "findings" / key
        return folder / "also" / also if also else folder

    def assembled(self, key: str, version: str) -> UPath:
        """Return the folder with the dossiers made from one evaluation."""
        return self.root / "assembled" / key / version

    def decided(self, season: str, number: int) -> UPath:
        """Return the note on what the county said to one explanation, without a form."""
        return self.root / "decided" / season / f"{number:04}.json"

    def approval(self, key: str) -> UPath:
        """Return the file that says who approved one evaluation."""
        return self.root / "approved" / key / "approval.json"

    def asked(self, findings: str) -> UPath:
        """Return the note that a person was asked to release the draft of one evaluation."""
        return self.root / "asked" / f"{findings}.json"

    def sent_back(self, findings: str, number: int) -> UPath:
        """Return the note on who sent the draft of one evaluation back, and why."""
        return self.root / "returned" / findings / f"{number:04}.json"

    def issue_number(self, season: str, version: str, findings: str) -> UPath:
        """Return the note that says which number a delivered version of findings bears."""
        return self.root / "delivered" / season / version / f"{findings.rpartition('/')[2]}.json"

    def rolled_up(self, province: str, fingerprint: str) -> UPath:
        """Return the folder with one roll-up of the province `edition/code`."""
        return self.root / "rollups" / province / fingerprint

    def phase(self, season: str, phase: str, act: str) -> UPath:
        """Return the note that something a phase of a season asks for was done."""
        return self.root / "phases" / season / f"{phase}.{act}.json"

    def late(self, season: str, name: str) -> UPath:
        """Return the note that a run for a season, or for all, was not over by its deadline."""
        return self.root / f"late/{season}/{name}.json"

    def events(self, season: str, number: int) -> UPath:
        """Return the note with the events of a season that were recorded at once.

        `number` is that of the first one.
        """
        return self.root / "events" / season / f"{number:06}.json"

    def sealing(self, findings: str) -> UPath:
        """Return the note with the seal of the final version of one evaluation."""
        return self.root / "sealed" / f"{findings}.json"

    def told(self, season: str, notice: str) -> UPath:
        """Return the note that a mail has taken up one notice of a season."""
        return self.root / "noticed" / season / "told" / f"{notice}.json"

    def mail(self, season: str, name: str, mark: str = "mail") -> UPath:
        """Return the note with one mail of a season, or the mark that says what became of it."""
        return self.root / "noticed" / season / "mails" / f"{name}.{mark}.json"

    def briefed(self, season: str, day: str) -> UPath:
        """Return the note that the summary of a day lay in the bureau's folder, and since when."""
        return self.root / "noticed" / season / "briefed" / f"{day}.json"

    def verified(self, recipe: str) -> UPath:
        """Return the note that a program and its data were found to agree."""
        return self.root / "verified" / f"{recipe}.json"
