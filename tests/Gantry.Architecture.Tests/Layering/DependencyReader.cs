using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Gantry.Architecture.Tests.Layering;

/// <summary>
/// Reads from IL which types use which. Sees what the compiler makes of async methods, iterators and lambdas, since those
/// are nested types. Does not see constants and <c>nameof</c>, which leave no trace in IL.
/// </summary>
internal static class DependencyReader
{
    /// <summary>Every dependency of the types of an assembly's file, each once.</summary>
    public static IReadOnlyList<Dependency> Read(string assemblyPath)
    {
        using var module = ModuleDefinition.ReadModule(assemblyPath);
        return
        [
            .. module.Types
                .Where(type => type.Namespace.Length > 0)
                .SelectMany(DependenciesOf)
                .Distinct(),
        ];
    }

    private static IEnumerable<Dependency> DependenciesOf(TypeDefinition outer) =>
        WithNested(outer)
            .SelectMany(TypesUsedBy)
            .SelectMany(Flatten)
            .Select(Outermost)
            .Where(used => used.FullName != outer.FullName)
            .Select(used => new Dependency(outer.FullName, outer.Namespace, used.FullName, used.Namespace));

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        [type, .. type.NestedTypes.SelectMany(WithNested)];

    private static IEnumerable<TypeReference?> TypesUsedBy(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(i => i.InterfaceType),
        .. ConstraintsOf(type),
        .. AttributesOf(type),
        .. type.Fields.SelectMany(field => (IEnumerable<TypeReference?>)[field.FieldType, .. AttributesOf(field)]),
        .. type.Properties.SelectMany(AttributesOf),
        .. type.Methods.SelectMany(TypesUsedBy),
    ];

    private static IEnumerable<TypeReference?> TypesUsedBy(MethodDefinition method) =>
    [
        .. SignatureOf(method),
        .. ConstraintsOf(method),
        .. AttributesOf(method),
        .. method.HasBody ? TypesUsedBy(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> TypesUsedBy(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(instruction => TypesNamedBy(instruction.Operand)),
    ];

    private static IEnumerable<TypeReference?> TypesNamedBy(object? operand) => operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, .. SignatureOf(method), .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, .. SignatureOf(method)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference?> SignatureOf(MethodReference method) =>
        [method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    private static IEnumerable<TypeReference?> ConstraintsOf(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(p => p.Constraints).Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference?> AttributesOf(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute => (IEnumerable<TypeReference?>)
        [
            attribute.AttributeType,
            .. attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>(),
        ]);

    /// <summary>The named types in a reference: of a generic one its arguments too, of an array its element.</summary>
    private static IEnumerable<TypeReference> Flatten(TypeReference? reference) => reference switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [.. Flatten(generic.ElementType), .. generic.GenericArguments.SelectMany(Flatten)],
        TypeSpecification specification => Flatten(specification.ElementType),
        _ => [reference],
    };

    private static TypeReference Outermost(TypeReference type) =>
        type.DeclaringType is { } declaring ? Outermost(declaring) : type;
}
