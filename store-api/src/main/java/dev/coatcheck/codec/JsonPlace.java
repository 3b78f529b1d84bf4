package dev.coatcheck.codec;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.InvalidDefinitionException;

/**
 * Says where in the JSON something was wrong, and what kind of thing. Jackson's own messages quote the data, so none of
 * their text is used; nor are the keys of maps, which are data too.
 */
final class JsonPlace {
    private static final int STEPS_SHOWN = 12;

    private JsonPlace() {}

    static String of(JacksonException e) {
        StringBuilder place = new StringBuilder("at ");
        if (e.getPath().isEmpty()) {
            place.append("the root");
        }
        e.getPath().stream().limit(STEPS_SHOWN).map(JsonPlace::text).forEach(place::append);
        if (e.getPath().size() > STEPS_SHOWN) {
            place.append("...");
        }
        TokenStreamLocation location = e.getLocation();
        if (location != null && location.getByteOffset() >= 0) {
            place.append(", byte ").append(location.getByteOffset());
        }
        return place.append(": ").append(kind(e)).toString();
    }

    private static String text(Reference step) {
        if (step.getPropertyName() == null) {
            return "[" + step.getIndex() + "]";
        }
        boolean isOfAMap = step.from() instanceof Map
                || (step.from() instanceof Class<?> type && Map.class.isAssignableFrom(type));
        return isOfAMap ? ".?" : "." + step.getPropertyName();
    }

    private static String kind(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return "deeper, longer or larger than the limits allow";
        }
        if (e instanceof UnexpectedEndOfInputException) {
            return "cut off";
        }
        if (e instanceof StreamReadException) {
            return "not well-formed JSON";
        }
        if (e instanceof InvalidDefinitionException definition) {
            return "JSON cannot carry this type (" + definition.getType() + ")";
        }
        Throwable cause = e.getCause();
        return cause == null || cause instanceof JacksonException
                ? "not what the type wants"
                : "a " + cause.getClass().getName() + " was thrown";
    }
}
