package dev.coatcheck.integration.history;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a history has that the contract forbids, in words, each with the events that show it. */
final class Violations {
    private final List<String> found = new ArrayList<>();

    void add(String rule, Event... shownBy) {
        found.add(Stream.of(shownBy).map(Event::toString).collect(Collectors.joining("\n    ", rule + "\n    ", "")));
    }

    List<String> list() {
        return List.copyOf(found);
    }
}
