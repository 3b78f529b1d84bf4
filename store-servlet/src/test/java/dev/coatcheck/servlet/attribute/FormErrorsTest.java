package dev.coatcheck.servlet.attribute;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.beans.MutablePropertyValues;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.DataBinder;
import org.springframework.validation.DirectFieldBindingResult;
import org.springframework.validation.MapBindingResult;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/** What Spring's forms have in a flash attribute, where a form that was filled in wrongly is shown again by a redirect. */
class FormErrorsTest {
    /** A form of an application's. */
    public static final class Order implements Serializable {
        private static final long serialVersionUID = 1;

        @NotBlank
        private String name = "";

        @Size(min = 3, max = 9)
        @Pattern(regexp = "[a-z]+")
        private String coat = "X";

        @Email
        private String address = "nowhere";

        private int count;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public String getCoat() {
            return coat;
        }

        public void setCoat(String coat) {
            this.coat = coat;
        }

        public String getAddress() {
            return address;
        }

        public void setAddress(String address) {
            this.address = address;
        }

        public int getCount() {
            return count;
        }

        public void setCount(int count) {
            this.count = count;
        }
    }

    @AutoClose
    private final ValidatorFactory validators = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory();

    private final Serialization serialization = new Serialization(new AllowedClasses(List.of(Order.class.getName())));

    private BindingResult stored(BindingResult errors) throws Exception {
        String text = serialization.write("x", (Serializable) errors);
        return (BindingResult) serialization.read(text);
    }

    private static void assertSame(BindingResult read, BindingResult errors) {
        assertThat(read.getObjectName()).isEqualTo(errors.getObjectName());
        assertThat(read.getAllErrors()).isNotEmpty().isEqualTo(errors.getAllErrors());
        assertThat(read.getAllErrors().toString())
                .isEqualTo(errors.getAllErrors().toString());
    }

    @Test
    void whatAnApplicationRejectsComesBack() throws Exception {
        BindingResult errors = new BeanPropertyBindingResult(new Order(), "order");
        errors.rejectValue("name", "empty", new Object[] {1, "a"}, "must be given");
        errors.reject("closed", "we are closed");
        BindingResult read = stored(errors);
        assertSame(read, errors);
        assertThat(read.getFieldValue("coat")).isEqualTo("X");
        assertThat(requireNonNull(read.getFieldError("name")).getDefaultMessage())
                .isEqualTo("must be given");
    }

    @Test
    void whatCannotBeBoundComesBack() throws Exception {
        DataBinder binder = new DataBinder(new Order(), "order");
        binder.bind(new MutablePropertyValues(Map.of("count", "many", "name", "Ann")));
        BindingResult read = stored(binder.getBindingResult());
        assertSame(read, binder.getBindingResult());
        assertThat(read.getFieldValue("count")).isEqualTo("many");
        assertThat(requireNonNull(read.getFieldError("count")).isBindingFailure())
                .isTrue();
        assertThat(((BindException) serialization.read(
                                serialization.write("x", new BindException(binder.getBindingResult()))))
                        .getErrorCount())
                .isEqualTo(1);
    }

    @Test
    void whatBeanValidationRejectsComesBack() throws Exception {
        Order order = new Order();
        BindingResult errors = new BeanPropertyBindingResult(order, "order");
        new SpringValidatorAdapter(validators.getValidator()).validate(order, errors);
        assertThat(errors.getErrorCount()).isEqualTo(4);
        // some of the arguments of its messages equal themselves alone
        assertThat(stored(errors).getAllErrors())
                .usingElementComparator(
                        Comparator.comparing(error -> Arrays.toString(error.getCodes()) + error.getDefaultMessage()))
                .isEqualTo(errors.getAllErrors());
    }

    /** As the constructor of a record has them. */
    @Test
    void theTypesOfFieldsComeBack() throws Exception {
        BindingResult errors = new BeanPropertyBindingResult(null, "order");
        errors.recordFieldValue("count", int.class, "many");
        errors.recordFieldValue("name", String.class, "Ann");
        errors.recordSuppressedField("password");
        errors.reject("closed", "we are closed");
        BindingResult read = stored(errors);
        assertSame(read, errors);
        assertThat(read.getFieldType("count")).isEqualTo(int.class);
        assertThat(read.getSuppressedFields()).containsExactly("password");
    }

    @Test
    void otherFormsErrorsComeBack() throws Exception {
        BindingResult ofFields = new DirectFieldBindingResult(new Order(), "order");
        ofFields.rejectValue("name", "empty", "must be given");
        assertSame(stored(ofFields), ofFields);
        BindingResult ofAMap = new MapBindingResult(Map.of("name", ""), "order");
        ofAMap.rejectValue("name", "empty", "must be given");
        assertSame(stored(ofAMap), ofAMap);
    }

    @Test
    void theFormItselfIsForTheApplicationToAllow() {
        BindingResult errors = new BeanPropertyBindingResult(new Order(), "order");
        assertThatThrownBy(() -> new Serialization(new AllowedClasses(List.of())).write("x", (Serializable) errors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Order.class.getName());
    }
}
