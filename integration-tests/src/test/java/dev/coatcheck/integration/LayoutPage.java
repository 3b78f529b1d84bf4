package dev.coatcheck.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The code blocks of docs/redis-layout.md, so that what it tells people to type is what is tested. */
final class LayoutPage {
    private static final Path PAGE = Path.of("..", "docs", "redis-layout.md");
    private static final String FENCE = "```";

    /** A block of code, and the heading that it stands under. */
    record Block(String heading, String language, String code) {}

    private LayoutPage() {}

    static List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        List<String> code = new ArrayList<>();
        String heading = "";
        String language = "";
        for (String line : lines()) {
            if (!language.isEmpty() && line.equals(FENCE)) {
                blocks.add(new Block(heading, language, String.join("\n", code)));
                code.clear();
                language = "";
            } else if (!language.isEmpty()) {
                code.add(line);
            } else if (line.startsWith(FENCE)) {
                language = line.substring(FENCE.length());
            } else if (line.startsWith("## ")) {
                heading = line.substring(3);
            }
        }
        return blocks;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of one language under a heading, one after the other. */
    static List<String> code(String heading, String language) {
        return blocks().stream()
                .filter(block ->
                        block.heading().equals(heading) && block.language().equals(language))
                .map(Block::code)
                .toList();
    }
}
