package dev.coatcheck.command;

import java.io.IOException;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Where standard error goes, as JLine tells it, which comes with the progress bar. */
final class Terminal {
    private Terminal() {}

    /** Not as {@link System#console()}, which is about standard output: that may be written into a file. */
    static boolean isStandardError() {
        try {
            return TerminalProvider.load("jni").isSystemStream(SystemStream.Error);
        } catch (IOException | LinkageError e) {
            return false;
        }
    }
}
