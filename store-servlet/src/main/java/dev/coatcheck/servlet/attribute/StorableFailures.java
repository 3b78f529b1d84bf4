package dev.coatcheck.servlet.attribute;

import java.io.InvalidClassException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is stored for those parts of exceptions that cannot or must not be. Spring Security keeps in the session what a
 * login has failed with: that may be caused by any library's exceptions, and since version 6.5 it holds the password that
 * was tried, in {@code AuthenticationException.authenticationRequest}. For one stream.
 */
final class StorableFailures {
    private static final String FAILED_LOGIN = "org.springframework.security.core.AuthenticationException";

    private final AllowedClasses allowed;
    private final Set<Object> credentials = Collections.newSetFromMap(new IdentityHashMap<>());

    StorableFailures(AllowedClasses allowed) {
        this.allowed = allowed;
    }

    /**
     * What is to be stored for an object, of which the owner is asked first.
     *
     * @param isRoot whether it is what the application has set, for which nothing else may stand
     * @return null for what must not be stored
     */
    @Nullable
    Object storable(Object object, boolean isRoot) throws InvalidClassException {
        if (!(object instanceof Throwable failure)) {
            return credentials.contains(object) ? null : object;
        }
        noteCredentials(failure);
        return isRoot || allowed.isAllowed(failure.getClass()) ? failure : plain(failure);
    }

    private void noteCredentials(Throwable failure) throws InvalidClassException {
        Class<?> type = failure.getClass();
        while (type != null && !type.getName().equals(FAILED_LOGIN)) {
            type = type.getSuperclass();
        }
        if (type == null) {
            return;
        }
        try {
            Object request = type.getMethod("getAuthenticationRequest").invoke(failure);
            if (request != null) {
                credentials.add(request);
            }
        } catch (NoSuchMethodException e) {
            // an older version, which does not keep it
        } catch (ReflectiveOperationException e) {
            throw new InvalidClassException(FAILED_LOGIN, "what it has of credentials cannot be told");
        }
    }

    /** One of the nearest class that is allowed, with the other's name, message and cause. */
    private Throwable plain(Throwable foreign) {
        String text = foreign.getClass().getName() + ": " + foreign.getMessage();
        Throwable plain = null;
        for (Class<?> type = foreign.getClass(); plain == null; type = type.getSuperclass()) {
            plain = type == Throwable.class ? new Throwable(text) : instance(type, text);
        }
        plain.setStackTrace(new StackTraceElement[0]);
        return caused(plain, foreign.getCause());
    }

    private static Throwable caused(Throwable failure, @Nullable Throwable cause) {
        try {
            return failure.initCause(cause);
        } catch (IllegalStateException e) {
            // its class allows none
            return failure;
        }
    }

    private @Nullable Throwable instance(Class<?> type, String text) {
        if (!allowed.isAllowed(type)) {
            return null;
        }
        try {
            return (Throwable) type.getConstructor(String.class).newInstance(text);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
