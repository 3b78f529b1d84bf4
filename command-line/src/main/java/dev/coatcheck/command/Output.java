package dev.coatcheck.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The options that every command has, and what it prints its result by. */
final class Output {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private static final String CLOSED_PIPE = "Broken pipe";

    @Option(
            names = "--json",
            description = "Print the result as one JSON document, and nothing else to standard output.")
    private boolean isJson;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable") // that it is there is enough for picocli
    private boolean wantsHelp;

    /**
     * Prints a result, in one of two forms. Where nobody reads it any more ({@code | head}), that is all right.
     *
     * @throws UncheckedIOException if it could not be written, to a full disk perhaps
     */
    void print(Object document, String text) {
        System.out.println(isJson ? MAPPER.writeValueAsString(document) : text);
        if (System.out.checkError()) {
            failUnlessUnread();
        }
    }

    /** The stream does not tell what went wrong; to write once more does. */
    private static void failUnlessUnread() {
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write('\n');
        } catch (IOException e) {
            if (!CLOSED_PIPE.equals(e.getMessage())) {
                throw new UncheckedIOException("the result could not be written: " + e.getMessage(), e);
            }
        }
    }
}
