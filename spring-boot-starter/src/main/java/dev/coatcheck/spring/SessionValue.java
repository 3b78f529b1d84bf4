package dev.coatcheck.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A controller's argument that is a value of the visitor's session:
 *
 * <pre>{@code
 * @GetMapping("/cart")
 * String cart(@SessionValue("cart") Optional<List<Product>> cart) { ... }
 * }</pre>
 *
 * <p>The value is that of the {@link dev.coatcheck.Key} of this name and of the parameter's own type, generic arguments
 * and all. So nothing is cast, and there is no second place that declares the type: a value in the session that is of
 * another type is a {@link dev.coatcheck.UnreadableValueException}. Reading creates no session.
 *
 * <p>Where the session has no such value, an {@link java.util.Optional} is empty, and a parameter that may be null, by
 * {@code @Nullable} or {@link #required}, is null. Any other is {@code 400 Bad Request}, as with Spring's own {@code
 * SessionAttribute}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface SessionValue {
    /**
     * The key's name.
     *
     * @return 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     */
    String value();

    /**
     * Whether a request without the value is refused.
     *
     * @return false to have null instead
     */
    boolean required() default true;
}
