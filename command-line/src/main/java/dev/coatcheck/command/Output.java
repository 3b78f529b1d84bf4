package dev.coatcheck.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The options that every command has, and what it prints its result by. */
final class Output {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

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

    /** Prints a result, in one of two forms. */
    void print(Object document, String text) {
        System.out.println(isJson ? MAPPER.writeValueAsString(document) : text);
    }
}
