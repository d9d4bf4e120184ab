using System.Numerics;
using System.Runtime.InteropServices;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks.Modules;

/// <summary>Moves the state of modules into and out of weight files.</summary>
public static class ModuleWeights
{
    /// <summary>Fills a module from a file that has its tensors.</summary>
    /// <param name="module">The network.</param>
    /// <param name="networkName">What messages call it.</param>
    /// <param name="file">The weights; open, or read.</param>
    /// <param name="ignoreUnexpected">Names in the file that the network may lack.</param>
    /// <param name="place">Where the file keeps a tensor of the network; under its own name if null.</param>
    /// <param name="warn">Gets a sentence if some values are NaN or infinite: such weights load, and compute nothing useful.</param>
    /// <exception cref="WeightFormatException">Tensors are missing, unexpected, misshapen or damaged; the message lists them.</exception>
    public static void Load(
        this Module module,
        string networkName,
        WeightFile file,
        Func<string, bool>? ignoreUnexpected = null,
        Func<string, TensorPlace>? place = null,
        Action<string>? warn = null)
    {
        (TensorPlace Place, Parameter Parameter)[] state =
            [.. module.State.Select(entry => (place?.Invoke(entry.Name) ?? new TensorPlace(entry.Name), entry.Parameter))];
        WeightFit.Require(file, networkName, state.Select(entry => Expected(entry.Place, entry.Parameter)), ignoreUnexpected);
        List<string> notFinite = [];
        foreach ((TensorPlace at, Parameter parameter) in state)
        {
            file.TryGet(at.Name, out WeightTensor? tensor);
            WeightTensor ordered = at.Axes.Length == tensor!.Shape.Count ? tensor.As(at.Name, at.Axes) : tensor;
            parameter.Fill(values =>
            {
                ordered.CopyTo(values);
                if (!AreFinite(values))
                {
                    notFinite.Add(at.Name);
                }
            });
        }

        if (notFinite.Count > 0)
        {
            string more = notFinite.Count > 5 ? ", …" : "";
            warn?.Invoke(
                $"The weights '{file.Path}' have NaN or infinite values in {notFinite.Count} {(notFinite.Count == 1 ? "tensor" : "tensors")} "
                + $"({string.Join(", ", notFinite.Take(5))}{more}): pictures computed with them will be black or damaged; take other weights.");
        }
    }

    /// <summary>How well a file fits a module.</summary>
    public static WeightFit FitOf(
        this Module module, WeightFile file, Func<string, bool>? ignoreUnexpected = null, Func<string, TensorPlace>? place = null) =>
        WeightFit.Of(
            file,
            module.State.Select(entry => Expected(place?.Invoke(entry.Name) ?? new TensorPlace(entry.Name), entry.Parameter)),
            ignoreUnexpected);

    /// <summary>What a file puts before the names of the module's tensors: “module.”, “generator.”, or nothing.</summary>
    public static string PrefixIn(this Module module, WeightFile file)
    {
        string first = module.State.First().Name;
        return file.Tensors
            .Where(tensor => tensor.Name.EndsWith($".{first}", StringComparison.Ordinal))
            .Select(tensor => tensor.Name[..^first.Length])
            .FirstOrDefault(_ => !file.TryGet(first, out WeightTensor? _)) ?? "";
    }

    /// <summary>The module's tensors for a file, with <paramref name="prefix"/> before their names.</summary>
    public static IEnumerable<WeightTensor> ToWeights(
        this IEnumerable<(string Name, Parameter Parameter)> state, string prefix = "") =>
        state.Select(entry => new WeightTensor(prefix + entry.Name, entry.Parameter.Shape.ToArray(), entry.Parameter.ToArray()));

    /// <summary>Whether no value is NaN or infinite: their exponents have all bits set.</summary>
    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        Vector<int> largest = Vector<int>.Zero;
        int at = 0;
        for (; at <= bits.Length - Vector<int>.Count; at += Vector<int>.Count)
        {
            largest = Vector.Max(largest, new Vector<int>(bits[at..]) & new Vector<int>(int.MaxValue));
        }

        int most = 0;
        for (int i = 0; i < Vector<int>.Count; i++)
        {
            most = Math.Max(most, largest[i]);
        }

        for (; at < bits.Length; at++)
        {
            most = Math.Max(most, bits[at] & int.MaxValue);
        }

        return most < BitConverter.SingleToInt32Bits(float.PositiveInfinity);
    }

    private static (string, IReadOnlyList<int>) Expected(TensorPlace place, Parameter parameter) =>
        (place.Name, place.ShapeInFile(parameter.Shape.ToArray()));
}
