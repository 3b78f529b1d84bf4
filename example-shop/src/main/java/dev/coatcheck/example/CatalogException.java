package dev.coatcheck.example;

/** A catalog cannot be read; the message names the line and what was expected there. */
final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogException(String message) {
        super(message);
    }

    static CatalogException atLine(long line, String message) {
        return new CatalogException("line " + line + ": " + message);
    }
}
