package dev.coatcheck.servlet.attribute;

/** What stands for an attribute cannot be read. Its message has no value in it. */
final class LostAttributeException extends Exception {
    private static final long serialVersionUID = 1L;

    LostAttributeException(String reason) {
        super(reason);
    }
}
