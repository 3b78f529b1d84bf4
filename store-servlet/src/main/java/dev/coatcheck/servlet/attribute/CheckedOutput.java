package dev.coatcheck.servlet.attribute;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes objects of allowed classes, and what an exception of theirs was caused by. */
final class CheckedOutput extends ObjectOutputStream {
    private final AllowedClasses allowed;
    private final Object root;
    private final StorableFailures failures;

    /** @param root what is written, for which nothing else may stand */
    CheckedOutput(OutputStream out, AllowedClasses allowed, Object root) throws IOException {
        super(out);
        this.allowed = allowed;
        this.root = root;
        this.failures = new StorableFailures(allowed);
        enableReplaceObject(true);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // one object is meant, not those that are equal
    protected @Nullable Object replaceObject(Object object) throws IOException {
        return failures.storable(object, object == root);
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
            throw new InvalidClassException(AllowedClasses.refusal(type.getName()));
        }
    }
}
