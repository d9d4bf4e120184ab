using ILComicGAN.Engine;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks;

/// <summary>Moves the state of modules into and out of weight files.</summary>
public static class ModuleWeights
{
    /// <summary>Fills a module from a file that has exactly its tensors.</summary>
    /// <param name="module">The network.</param>
    /// <param name="networkName">What messages call it.</param>
    /// <param name="file">The weights.</param>
    /// <param name="ignoreUnexpected">Names in the file that the network may lack.</param>
    /// <exception cref="WeightFormatException">Tensors are missing, unexpected or misshapen; the message lists them.</exception>
    public static void Load(
        this Module module, string networkName, WeightFile file, Func<string, bool>? ignoreUnexpected = null)
    {
        List<(string Name, Parameter Parameter)> state = [.. module.State];
        WeightFit.Require(
            file,
            networkName,
            state.Select(entry => (entry.Name, (IReadOnlyList<int>)entry.Parameter.Shape.ToArray())),
            ignoreUnexpected);
        foreach ((string name, Parameter parameter) in state)
        {
            file.TryGet(name, out WeightTensor? tensor);
            parameter.Load(tensor!.Values);
        }
    }

    /// <summary>The module's tensors for a file, with <paramref name="prefix"/> before their names.</summary>
    public static IEnumerable<WeightTensor> ToWeights(
        this IEnumerable<(string Name, Parameter Parameter)> state, string prefix = "") =>
        state.Select(entry => new WeightTensor(prefix + entry.Name, entry.Parameter.Shape.ToArray(), entry.Parameter.ToArray()));
}
