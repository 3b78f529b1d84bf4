package dev.coatcheck.servlet.attribute;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/** Reads objects of allowed classes; what is not allowed is not even loaded. */
final class CheckedInput extends ObjectInputStream {
    private final AllowedClasses allowed;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    CheckedInput(InputStream in, AllowedClasses allowed) throws IOException {
        super(in);
        this.allowed = allowed;
        enableResolveObject(true);
    }

    @Override
    protected Object resolveObject(Object read) throws IOException {
        return read instanceof URL url ? UnresolvedUrls.of(url) : read;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
        String name = described.getName();
        if (!allowed.isAllowedInStream(name) && !isPrimitive(name)) {
            throw new InvalidClassException(AllowedClasses.refusal(name));
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
