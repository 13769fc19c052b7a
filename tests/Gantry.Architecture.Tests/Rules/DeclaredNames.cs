using Mono.Cecil;

namespace Gantry.Architecture.Tests.Rules;

/// <summary>Reads the names that people gave to things in an assembly; what the compiler made up is left out.</summary>
internal static class DeclaredNames
{
    /// <summary>Every type, member and parameter with the type it belongs to, of the project's own namespaces.</summary>
    public static IReadOnlyList<(string Owner, string Name)> Read(string assemblyPath)
    {
        using var module = ModuleDefinition.ReadModule(assemblyPath);
        return [.. module.Types.Where(IsOurs).SelectMany(WithNested).SelectMany(NamesIn).Where(pair => !IsMadeUp(pair.Name)).Distinct()];
    }

    // Generators of the SDK put what they make into the SDK's namespaces, or into the JSON contexts.
    private static bool IsOurs(TypeDefinition type) =>
        type.Namespace.StartsWith("Gantry.", StringComparison.Ordinal) && type.BaseType?.Name != "JsonSerializerContext";

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        [type, .. type.NestedTypes.SelectMany(WithNested)];

    private static IEnumerable<(string Owner, string Name)> NamesIn(TypeDefinition type)
    {
        IEnumerable<string> names =
        [
            type.Name,
            .. type.Fields.Select(field => field.Name),
            .. type.Properties.Select(property => property.Name),
            .. type.Methods.Where(method => !method.IsSpecialName).Select(method => method.Name),
            .. type.Methods.SelectMany(method => method.Parameters).Select(parameter => parameter.Name),
        ];
        return names.Select(name => (type.FullName, name));
    }

    private static bool IsMadeUp(string name) => name.Length == 0 || name.Contains('<', StringComparison.Ordinal);
}
