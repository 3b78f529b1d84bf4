package dev.coatcheck.servlet.attribute;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.net.URL;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Objects as texts: Java's serialisation in Base64. The same classes are allowed both ways, so that what could not be
 * read back is refused before it is stored. Thread-safe.
 */
final class Serialization {
    private final AllowedClasses allowed;

    Serialization(AllowedClasses allowed) {
        this.allowed = allowed;
    }

    /** Throws where the object, or something in it, is not serialisable or not allowed. */
    String write(String attribute, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new CheckedOutput(bytes)) {
            out.writeObject(value);
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
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** The object; who reads an attribute is in the application's class loader. */
    Object read(String text) throws LostAttributeException {
        byte[] bytes = bytes(text);
        try (ObjectInputStream in = new CheckedInput(new ByteArrayInputStream(bytes))) {
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

    private static String refusal(String name) {
        return "its class is not among those that sessions may have; coatcheck.http-session.allow can name it: " + name;
    }

    private final class CheckedOutput extends ObjectOutputStream {
        CheckedOutput(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            require(type);
        }

        @Override
        protected void annotateProxyClass(Class<?> type) throws IOException {
            for (Class<?> face : type.getInterfaces()) {
                require(face);
            }
            throw new InvalidClassException("a dynamic proxy is in it");
        }

        private void require(Class<?> type) throws InvalidClassException {
            if (!allowed.isAllowed(type)) {
                throw new InvalidClassException(refusal(type.getName()));
            }
        }
    }

    private final class CheckedInput extends ObjectInputStream {
        private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

        CheckedInput(InputStream in) throws IOException {
            super(in);
            enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object read) throws IOException {
            return read instanceof URL url ? UnresolvedUrls.of(url) : read;
        }

        /** What is not allowed is not even loaded. */
        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            String name = described.getName();
            if (!allowed.isAllowedInStream(name) && !isPrimitive(name)) {
                throw new InvalidClassException(refusal(name));
            }
            try {
                return loader == null ? super.resolveClass(described) : Class.forName(name, false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(described);
            }
        }

        private static boolean isPrimitive(String name) {
            return switch (name) {
                case "boolean", "byte", "char", "double", "float", "int", "long", "short", "void" -> true;
                default -> false;
            };
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new InvalidClassException("a dynamic proxy stands there");
        }
    }
}
