package dev.coatcheck.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users that docs/security.md has, so that what it says is what is tested. */
final class SecurityPage {
    private static final Path PAGE = Path.of("..", "docs", "security.md");
    private static final String START = "ACL SETUSER coatcheck ";

    private SecurityPage() {}

    /** The rights of Coatcheck's user on Redis servers. */
    static String[] serverRules(String password) {
        return rules(0, password);
    }

    /** The rights of Coatcheck's user on sentinels. */
    static String[] sentinelRules(String password) {
        return rules(1, password);
    }

    private static String[] rules(int line, String password) {
        try {
            List<String> lines = Files.readAllLines(PAGE).stream()
                    .filter(text -> text.startsWith(START))
                    .toList();
            return lines.get(line)
                    .substring(START.length())
                    .replace("PASSWORD", password)
                    .split(" ", -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
