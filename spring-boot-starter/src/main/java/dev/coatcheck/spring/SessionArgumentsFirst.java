package dev.coatcheck.spring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodArgumentResolverComposite;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.handler.HandlerExceptionResolverComposite;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Has {@link SessionArguments} asked before Spring MVC's own resolvers. Those that an application adds are asked after
 * these, which take each argument of type {@code Locale}, {@code ZoneId} or {@code Principal} for the request's.
 */
final class SessionArgumentsFirst implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof RequestMappingHandlerAdapter adapter) {
            adapter.setArgumentResolvers(inFrontOf(adapter.getArgumentResolvers()));
        } else if (bean instanceof HandlerExceptionResolver resolver) {
            putInFront(resolver);
        }
        return bean;
    }

    private static void putInFront(HandlerExceptionResolver resolver) {
        if (resolver instanceof HandlerExceptionResolverComposite several) {
            several.getExceptionResolvers().forEach(SessionArgumentsFirst::putInFront);
        } else if (resolver instanceof ExceptionHandlerExceptionResolver handlers) {
            HandlerMethodArgumentResolverComposite others = handlers.getArgumentResolvers();
            handlers.setArgumentResolvers(inFrontOf(others == null ? null : others.getResolvers()));
        }
    }

    private static List<HandlerMethodArgumentResolver> inFrontOf(@Nullable List<HandlerMethodArgumentResolver> others) {
        List<HandlerMethodArgumentResolver> all = new ArrayList<>();
        all.add(new SessionArguments());
        if (others != null) {
            all.addAll(others);
        }
        return all;
    }
}
