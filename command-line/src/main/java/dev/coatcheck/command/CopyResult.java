package dev.coatcheck.command;

import dev.coatcheck.SessionCopy;
import java.time.Duration;
import java.util.Locale;

/**
 * What a copy has done.
 *
 * @param alreadyThere sessions that the target had, and has as they were
 * @param ended sessions that ended meanwhile
 * @param leftOut sessions that were written so often meanwhile that they could not be copied
 * @param bytes of the values copied, as they are stored
 */
record CopyResult(
        Outcome outcome,
        String from,
        String to,
        long copied,
        long alreadyThere,
        long ended,
        long leftOut,
        long bytes,
        double seconds) {

    static CopyResult of(StorePair.Addresses stores, SessionCopy.Report report) {
        return new CopyResult(
                outcome(report),
                stores.from().toString(),
                stores.to().toString(),
                report.copied(),
                report.alreadyThere(),
                report.ended(),
                report.changed(),
                report.bytes(),
                report.elapsed().toMillis() / 1000.0);
    }

    private static Outcome outcome(SessionCopy.Report report) {
        if (report.interrupted()) {
            return Outcome.INTERRUPTED;
        }
        return report.changed() > 0 ? Outcome.DIFFERENT : Outcome.DONE;
    }

    String text() {
        Duration elapsed = Duration.ofMillis(Math.round(seconds * 1000));
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Copied %s, %s, in %.1f s (%s sessions/s, %s/s)%n  from %s%n  to   %s",
                Texts.count(copied, "session"),
                Texts.bytes(bytes),
                seconds,
                Texts.number(Texts.perSecond(copied, elapsed)),
                Texts.bytes(Texts.perSecond(bytes, elapsed)),
                from,
                to));
        line(text, alreadyThere, "%s there already, left as they are");
        line(text, ended, "%s ended meanwhile");
        line(text, leftOut, "%s left out: the application wrote them all the time; run the same command again");
        if (outcome == Outcome.INTERRUPTED) {
            text.append("\nInterrupted. Run the same command again to complete it.");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, long number, String form) {
        if (number > 0) {
            text.append("\n  ").append(String.format(Locale.ROOT, form, Texts.number(number)));
        }
    }
}
