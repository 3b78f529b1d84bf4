package dev.coatcheck.servlet.attribute;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Base64;

/**
 * Objects as texts: Java's serialisation in Base64. The same classes are allowed both ways, and the same depth and work,
 * so that what could not be read back is refused before it is stored. Thread-safe.
 */
final class Serialization {
    private final AllowedClasses allowed;

    Serialization(AllowedClasses allowed) {
        this.allowed = allowed;
    }

    /** Throws where the object, or something in it, is not serialisable or not allowed. */
    String write(String attribute, Object value) {
        try {
            return Base64.getEncoder().encodeToString(bytes(value));
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(
                    "session attribute \"" + attribute + "\" cannot be stored: " + e.getMessage()
                            + " is not Serializable; make it so, or declare a Key for the attribute",
                    e);
        } catch (InvalidClassException e) {
            throw new IllegalArgumentException(
                    "session attribute \"" + attribute + "\" cannot be stored: " + e.getMessage(), e);
        } catch (IOException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "session attribute \"" + attribute + "\" cannot be stored: a "
                            + e.getClass().getName() + " was thrown",
                    e);
        }
    }

    private byte[] bytes(Object value) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new CheckedOutput(written, allowed, value)) {
            out.writeObject(value);
        }
        byte[] bytes = written.toByteArray();
        ReadingCost.requireReasonable(bytes);
        return bytes;
    }

    /** The object; who reads an attribute is in the application's class loader. */
    Object read(String text) throws LostAttributeException {
        byte[] bytes = bytes(text);
        try (ObjectInputStream in = new CheckedInput(new ByteArrayInputStream(bytes), allowed)) {
            ReadingCost.requireReasonable(bytes);
            in.setObjectInputFilter(allowed.inStreamOf(bytes.length));
            Object value = in.readObject();
            if (value == null) {
                throw new LostAttributeException("null stands there");
            }
            return value;
        } catch (ClassNotFoundException e) {
            throw new LostAttributeException("there is no class " + e.getMessage());
        } catch (InvalidClassException e) {
            // it names classes and their versions
            throw new LostAttributeException(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            throw new LostAttributeException("a " + e.getClass().getName() + " was thrown");
        }
    }

    private static byte[] bytes(String text) throws LostAttributeException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new LostAttributeException("no Base64 stands there");
        }
    }
}
