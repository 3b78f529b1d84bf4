package dev.coatcheck.command;

import java.io.IOException;
import java.util.OptionalInt;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * Where standard error goes, as the system's own commands tell it. JLine asks them, which comes with the progress bar; a
 * terminal of JLine's is never opened, since it would have Ctrl-C end the process at once.
 */
final class Terminal {
    private static final int USUAL_WIDTH = 80;

    private Terminal() {}

    /**
     * The columns of the terminal that standard error is. {@link System#console()} is about standard output, which may be
     * written into a file all the same.
     *
     * @return empty where it is none
     */
    static OptionalInt width() {
        try {
            TerminalProvider system = TerminalProvider.load("exec");
            if (!system.isSystemStream(SystemStream.Error)) {
                return OptionalInt.empty();
            }
            int width = system.systemStreamWidth(SystemStream.Error);
            return OptionalInt.of(width > 0 ? width : USUAL_WIDTH);
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }
}
