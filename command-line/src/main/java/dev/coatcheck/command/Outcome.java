package dev.coatcheck.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a command ended, as its JSON document says. */
enum Outcome {
    /** It did what it was to do. */
    DONE(ExitCode.DONE),
    /** It did, and what it found, or left, is not the same. */
    DIFFERENT(ExitCode.DIFFERENT),
    /** It was told to stop. */
    INTERRUPTED(ExitCode.INTERRUPTED);

    private final int exitCode;

    Outcome(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
