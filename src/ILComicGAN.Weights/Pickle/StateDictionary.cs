using System.Globalization;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Pickle;

/// <summary>Finds the tensors in what a pickle made: a state dictionary, or a checkpoint around one.</summary>
internal static class StateDictionary
{
    private const int MostNodes = 1_000_000;
    private const int Deepest = 16;

    /// <summary>Nanoseconds for a look at one object.</summary>
    private const int NodeTime = 200;

    /// <summary>Where checkpoints keep the network's weights, the likeliest first.</summary>
    private static readonly string[] s_wrappers = ["state_dict", "model_state_dict", "params_ema", "params", "model", "generator", "net"];

    /// <summary>Adds all tensors, their names joined by dots.</summary>
    /// <param name="root">The pickle's object.</param>
    /// <param name="contents">What to add to.</param>
    /// <param name="budget">What it may cost.</param>
    /// <param name="elements">The most elements that all tensors together may have: views may repeat elements.</param>
    /// <param name="resolve">A tensor from a view, where the file has some.</param>
    /// <exception cref="FormatFault">There are none, or some lie.</exception>
    public static void Collect(object? root, WeightContents contents, ReadingBudget budget, long elements, Func<TensorView, StoredTensor>? resolve = null)
    {
        root = Unwrap(root);
        if (root is PickleDictionary dictionary && !dictionary.Items.Any(item => IsTensor(item.Value)))
        {
            string? wrapper = s_wrappers.FirstOrDefault(name => dictionary.Find(name) is PickleDictionary);
            if (wrapper is not null)
            {
                root = dictionary.Find(wrapper);
                LeftOut beside = new();
                foreach ((string key, _) in dictionary.Items.Where(item => item.Key != wrapper))
                {
                    beside.Add(key);
                }

                contents.NoteLeftOut(beside, $"entries beside '{wrapper}'");
            }
        }

        LeftOut others = new();
        // A file cannot have more entries than bytes, unless it recalls them again and again.
        long nodes = Math.Min(MostNodes, elements + 1000);
        Walk("", root, 0);
        contents.NoteLeftOut(others, "entries that are no tensors");
        if (contents.Tensors.Count == 0)
        {
            throw new FormatFault("it has no tensors", "save the network's state_dict()");
        }

        void Walk(string name, object? value, int depth)
        {
            if (--nodes < 0 || depth > Deepest)
            {
                throw new FormatFault("its structure is deeper or larger than that of weights", "save the network's state_dict()");
            }

            budget.Work(NodeTime + name.Length);
            switch (Unwrap(value))
            {
                case TensorView view when resolve is not null:
                    Add(name, Named(name, () => resolve(view)));
                    break;
                case NumPyArray { Objects: null } array:
                    Add(name, Named(name, array.ToTensor));
                    break;
                case NumPyArray { Objects: { } objects }:
                    Each(name, objects, depth);
                    break;
                case PickleDictionary inner:
                    foreach ((string key, object? item) in inner.Items)
                    {
                        Walk(Join(name, key), item, depth + 1);
                    }

                    break;
                case List<object?> list:
                    Each(name, list, depth);
                    break;
                case object?[] tuple:
                    Each(name, tuple, depth);
                    break;
                default:
                    others.Add(name);
                    break;
            }
        }

        void Each(string name, IReadOnlyList<object?> items, int depth)
        {
            for (int i = 0; i < items.Count; i++)
            {
                Walk(Join(name, i.ToString(CultureInfo.InvariantCulture)), items[i], depth + 1);
            }
        }

        void Add(string name, StoredTensor tensor)
        {
            elements -= tensor.Count;
            contents.Add(
                name.Length == 0 ? "array" : name,
                elements >= 0 ? tensor : throw new FormatFault("its tensors have more elements than the file has bytes", "do not trust it"));
        }
    }

    private static string Join(string parent, string child) => parent.Length == 0 ? child : $"{parent}.{child}";

    private static StoredTensor Named(string name, Func<StoredTensor> make)
    {
        try
        {
            return make();
        }
        catch (FormatFault e)
        {
            throw new FormatFault($"'{Printable.Of(name)}': {e.Message}", e.Advice);
        }
    }

    /// <summary>numpy.save wraps a dictionary in an array of one object.</summary>
    private static object? Unwrap(object? value) => value is NumPyArray { Objects: [var only], Shape.Length: 0 } ? only : value;

    private static bool IsTensor(object? value) => value is TensorView or NumPyArray;
}
