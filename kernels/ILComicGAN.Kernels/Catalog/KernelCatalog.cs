using System.Reflection;
using System.Text;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.MatrixProduct;
using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Reduction;
using ILComicGAN.Kernels.Tiles;
using ILComicGAN.Kernels.Winograd;
using ILGPU;

namespace ILComicGAN.Kernels.Catalog;

/// <summary>Every kernel of this assembly in every form in which it is launched.</summary>
public static class KernelCatalog
{
    private const int Threads = 256;

    private static readonly Lazy<IReadOnlyList<KernelEntry>> s_all = new(Collect);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<KernelEntry> All => s_all.Value;

    private static KernelEntry[] Collect()
    {
        Type[] types =
        [
            .. typeof(KernelCatalog).Assembly.GetTypes().Where(type => type.IsValueType),
            .. typeof(IUnaryFunction).Assembly.GetTypes().Where(type =>
                type.IsValueType && (type.IsAssignableTo(typeof(IUnaryFunction)) || type.IsAssignableTo(typeof(IBinaryFunction)))),
        ];
        ProductCatalog products = new();
        foreach (TileShape tile in TileShape.All.Concat(TileShape.Tensor))
        {
            products.Add(tile);
        }

        return
        [
            .. new[]
            {
                Bodies(types, typeof(IElementBody), typeof(ElementKernel).GetMethod(nameof(ElementKernel.Run))!),
                Bodies(types, typeof(IPlaneBody), typeof(PlaneKernel).GetMethod(nameof(PlaneKernel.Run))!),
                Bodies(types, typeof(IMomentSource), typeof(MomentsKernel).GetMethod(nameof(MomentsKernel.Run))!),
                RowSums<ShuffleGroupSum>(types, "shuffle"),
                RowSums<TreeGroupSum>(types, "tree"),
                [new("matmul/shared.16x16", typeof(MatMul2TiledKernel).GetMethod(nameof(MatMul2TiledKernel.Run))!.MakeGenericMethod(typeof(Tile16)), Threads)],
                [
                    new("blend-statistics", ((Action<BlendViews, int>)BlendStatisticsKernel.Run).Method, BlendStatisticsKernel.Threads),
                    new("pack-weights", ((Action<ArrayView<float>, ArrayView<float>, WeightSizes>)PackWeightsKernel.Run).Method, WeightTile.Threads),
                    new("winograd-weight", ((Action<ArrayView<float>, ArrayView<float>, WeightSizes>)WinogradWeightKernel.Run).Method, WeightTile.Threads),
                    new("winograd-input", ((Action<ArrayView<float>, PrologueTerms, ArrayView<float>, WinogradSizes>)WinogradInputKernel.Run).Method, WinogradRegion.Threads),
                ],
                products.Entries,
            }.SelectMany(entries => entries).OrderBy(entry => entry.Name, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<KernelEntry> Bodies(Type[] types, Type contract, MethodInfo kernel) =>
        from type in types
        from body in Close(type, types)
        where body.IsAssignableTo(contract)
        select new KernelEntry(NameOf(body), kernel.MakeGenericMethod(body), Threads);

    private static IEnumerable<KernelEntry> RowSums<TGroupSum>(Type[] types, string how) =>
        from type in types
        where type.IsAssignableTo(typeof(IRowTerms))
        select new KernelEntry(
            $"row-sums/{NameOf(type)}/{how}",
            typeof(RowSumsKernel).GetMethod(nameof(RowSumsKernel.Run))!.MakeGenericMethod(type, typeof(TGroupSum)),
            Threads);

    /// <summary>A body that is generic in its operator, with every operator there is.</summary>
    private static IEnumerable<Type> Close(Type type, Type[] types)
    {
        if (!type.IsGenericTypeDefinition)
        {
            return [type];
        }

        Type[] parameters = type.GetGenericArguments();
        Type? contract = parameters.Length == 1 ? parameters[0].GetGenericParameterConstraints().FirstOrDefault(c => c.IsInterface) : null;
        return contract is null || contract.IsGenericType
            ? []
            : types.Where(candidate => !candidate.IsGenericTypeDefinition && candidate.IsAssignableTo(contract))
                .Select(candidate => type.MakeGenericType(candidate));
    }

    /// <summary>UnaryBody&lt;Exp&gt; is “unary/exp”.</summary>
    private static string NameOf(Type type)
    {
        string own = type.Name.Split('`')[0];
        foreach (string suffix in (string[])["Body", "Terms", "Op"])
        {
            own = own.EndsWith(suffix, StringComparison.Ordinal) ? own[..^suffix.Length] : own;
        }

        StringBuilder name = new();
        foreach (char c in own)
        {
            if (char.IsUpper(c) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(c));
        }

        return type.IsGenericType ? $"{name}/{NameOf(type.GetGenericArguments()[0])}" : name.ToString();
    }
}
