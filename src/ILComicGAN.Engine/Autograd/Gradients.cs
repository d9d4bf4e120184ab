using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.Engine.Autograd;

/// <summary>Reverse-mode differentiation of what was recorded.</summary>
public static class Gradients
{
    /// <summary>
    /// Adds the gradient of a scalar loss to <see cref="Parameter.Gradient"/> of every parameter it depends on,
    /// freeing the graph on the way.
    /// </summary>
    /// <exception cref="InvalidOperationException">The loss depends on no parameter, or is not a scalar.</exception>
    public static void Backward(Tensor loss)
    {
        Run(loss, null, null, createGraph: false, retainGraph: false);
    }

    /// <summary>The gradients of <paramref name="output"/> in each of <paramref name="inputs"/>.</summary>
    /// <param name="output">A scalar, or any tensor with <paramref name="seed"/> given.</param>
    /// <param name="inputs">Tensors that require gradients.</param>
    /// <param name="seed">The gradient at the output; 1 by default.</param>
    /// <param name="createGraph">Record the computation of the gradients, so that they can be differentiated too.</param>
    /// <param name="retainGraph">Keep the graph for another run; implied by <paramref name="createGraph"/>.</param>
    /// <returns>One tensor per input, zero where the output does not depend on it.</returns>
    public static Tensor[] Of(
        Tensor output,
        IReadOnlyList<Tensor> inputs,
        Tensor? seed = null,
        bool createGraph = false,
        bool retainGraph = false)
    {
        GradientSlot[] targets = new GradientSlot[inputs.Count];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = inputs[i].Slot
                ?? throw new ArgumentException($"input {i} does not require gradients", nameof(inputs));
        }

        Dictionary<GradientSlot, Tensor> found = Run(output, targets, seed, createGraph, retainGraph || createGraph);
        Tensor[] results = new Tensor[targets.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            results[i] = found.TryGetValue(targets[i], out Tensor? gradient)
                ? gradient
                : Tensor.Full(inputs[i].Device, inputs[i].Shape, 0);
        }

        return results;
    }

    private static Dictionary<GradientSlot, Tensor> Run(
        Tensor output, GradientSlot[]? targets, Tensor? seed, bool createGraph, bool retainGraph)
    {
        GradientSlot start = output.Slot
            ?? throw new InvalidOperationException("the output does not depend on anything that requires gradients");
        if (seed is null && output.Count != 1)
        {
            throw new InvalidOperationException(
                $"gradients of a tensor of shape {output.Shape} need a seed; only a scalar has an obvious one");
        }

        Dictionary<GradientSlot, bool> reachable = FindReachable(start, targets);
        Dictionary<GradientSlot, Tensor> pending = new();
        Dictionary<GradientSlot, Tensor> results = new();
        HashSet<GradientSlot>? wanted = targets is null ? null : [.. targets];
        PriorityQueue<GradientSlot, long> queue = new();

        using Pause recording = GradientRecording.Set(paused: !createGraph);
        using TensorScope scope = new(passGraphOn: createGraph);
        pending[start] = seed ?? Tensor.Full(output.Device, output.Shape, 1);
        queue.Enqueue(start, Order(start));
        while (queue.TryDequeue(out GradientSlot? slot, out _))
        {
            pending.Remove(slot, out Tensor? gradient);
            if (wanted is not null && wanted.Contains(slot))
            {
                results[slot] = scope.Keep(gradient!);
            }
            else if (targets is null && slot.Parameter is { } parameter)
            {
                parameter.Accumulate(gradient!);
            }

            if (slot.Producer is { } function && reachable[slot])
            {
                Propagate(function, gradient!, reachable, pending, queue, scope, createGraph);
                if (!retainGraph)
                {
                    function.Release();
                }
            }

            if (gradient != seed && !results.ContainsKey(slot))
            {
                gradient!.Dispose();
            }
        }

        return results;
    }

    private static void Propagate(
        Function function,
        Tensor gradient,
        Dictionary<GradientSlot, bool> reachable,
        Dictionary<GradientSlot, Tensor> pending,
        PriorityQueue<GradientSlot, long> queue,
        TensorScope outer,
        bool createGraph)
    {
        function.RequireSaved();
        for (int i = 0; i < function.Inputs.Count; i++)
        {
            function.Wanted[i] = function.Inputs[i] is { } input && reachable[input];
        }

        using TensorScope scope = new(passGraphOn: createGraph);
        using Profiling.ProfileScope profile = Profiling.ProfileScope.EnterGradient(function.Layer, function.Order);
        Tensor?[] gradients = function.Backward(gradient);
        for (int i = 0; i < function.Inputs.Count; i++)
        {
            if (!function.Wanted[i] || gradients[i] is not { } part)
            {
                continue;
            }

            GradientSlot input = function.Inputs[i]!;
            // The same handle may stand for several inputs (x + x), and each pending entry is disposed on its own.
            if (pending.TryGetValue(input, out Tensor? sum))
            {
                pending[input] = scope.Keep(sum + part);
                sum.Dispose();
            }
            else
            {
                pending[input] = scope.Keep(part.Share(scoped: true));
                queue.Enqueue(input, Order(input));
            }
        }
    }

    /// <summary>Latest first; leaves last.</summary>
    private static long Order(GradientSlot slot) => slot.Producer is { } function ? -function.Sequence : 1;

    /// <summary>For every slot behind <paramref name="start"/>, whether a target (or any parameter) is reached from it.</summary>
    private static Dictionary<GradientSlot, bool> FindReachable(GradientSlot start, GradientSlot[]? targets)
    {
        Dictionary<GradientSlot, bool> reached = new();
        HashSet<GradientSlot>? wanted = targets is null ? null : [.. targets];
        // Depth first with an explicit stack: graphs are deeper than the call stack should be.
        Stack<(GradientSlot Slot, bool Expanded)> stack = new();
        stack.Push((start, false));
        while (stack.TryPop(out (GradientSlot Slot, bool Expanded) top))
        {
            IReadOnlyList<GradientSlot?> inputs = top.Slot.Producer?.Inputs ?? [];
            if (!top.Expanded)
            {
                if (reached.ContainsKey(top.Slot))
                {
                    continue;
                }

                stack.Push((top.Slot, true));
                foreach (GradientSlot? input in inputs)
                {
                    if (input is not null && !reached.ContainsKey(input))
                    {
                        stack.Push((input, false));
                    }
                }

                continue;
            }

            bool any = false;
            foreach (GradientSlot? input in inputs)
            {
                any |= input is not null && (reached[input] || (wanted?.Contains(input) ?? false));
            }

            reached[top.Slot] = any || (wanted is null ? top.Slot.Parameter is not null : wanted.Contains(top.Slot));
        }

        if (targets is null && !reached[start])
        {
            throw new InvalidOperationException("the loss depends on no parameter");
        }

        return reached;
    }
}
