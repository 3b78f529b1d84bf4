package dev.coatcheck.codec;

import tools.jackson.databind.DatabindException;

/** What we refuse where Jackson would not; its text is our own and holds no part of a value. */
final class Refusal extends DatabindException {
    private static final long serialVersionUID = 1L;

    private final String text;

    Refusal(String text) {
        super(text);
        this.text = text;
    }

    String text() {
        return text;
    }
}
