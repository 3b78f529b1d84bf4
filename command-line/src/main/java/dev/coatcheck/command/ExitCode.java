package dev.coatcheck.command;

/** What a script learns from the end of the process. {@code --help} lists them. */
final class ExitCode {
    static final int DONE = 0;
    static final int DIFFERENT = 1;
    static final int BAD_ARGUMENTS = 2;
    static final int UNAVAILABLE = 3;
    static final int FULL = 4;
    static final int UNEXPECTED = 5;

    /** As shells have it for a process that was interrupted. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
