package dev.coatcheck.spring;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.TypeRef;
import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** The visitor's {@link Session} as an argument of a controller's method, and a value of it by {@link SessionValue}. */
final class SessionArguments implements HandlerMethodArgumentResolver {
    private final Map<MethodParameter, Key<?>> keys = new ConcurrentHashMap<>();

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Session.class || parameter.hasParameterAnnotation(SessionValue.class);
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer model,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders)
            throws ServletRequestBindingException {
        HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
        Assert.state(http != null, "sessions come with requests of Jakarta Servlet");
        Session session = HttpSessions.get(http);
        SessionValue wanted = parameter.getParameterAnnotation(SessionValue.class);
        return wanted == null ? session : value(session, wanted, parameter);
    }

    private @Nullable Object value(Session session, SessionValue wanted, MethodParameter parameter)
            throws ServletRequestBindingException {
        Optional<?> value = session.get(keys.computeIfAbsent(parameter, it -> key(wanted, it)));
        if (parameter.getParameterType() == Optional.class) {
            return value;
        }
        if (value.isEmpty() && wanted.required() && !parameter.isOptional()) {
            throw new ServletRequestBindingException("the session has no value \"" + wanted.value() + "\", which "
                    + parameter.getExecutable().getName() + " requires");
        }
        return value.orElse(null);
    }

    private static Key<?> key(SessionValue wanted, MethodParameter parameter) {
        MethodParameter ofValue = parameter.nestedIfOptional();
        Class<?> raw = ofValue.getNestedParameterType();
        return Key.of(
                wanted.value(),
                TypeRef.of(
                        raw.isPrimitive()
                                ? ClassUtils.resolvePrimitiveIfNecessary(raw)
                                : GenericTypeResolver.resolveType(
                                        ofValue.getNestedGenericParameterType(), parameter.getContainingClass())));
    }
}
